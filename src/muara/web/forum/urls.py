from django.urls import path, re_path

from muara.web.forum.views import corrections, followups, hall, minutes, noting, planning, reading, running

app_name = "forum"
urlpatterns = [
    re_path(r"^s/(?P<code>[0-9A-Za-z]{1,10})/?$", reading.short_link, name="short_link"),
    path("<slug:city>/sesi/", reading.sessions, name="sessions"),
    path("<slug:city>/sesi/baru/", planning.new_session, name="new_session"),
    path("<slug:city>/sesi/<int:number>/", reading.session, name="session"),
    path("<slug:city>/sesi/<int:number>/ubah/", planning.edit, name="edit_session"),
    path("<slug:city>/sesi/<int:number>/peran/", planning.roles, name="roles"),
    path("<slug:city>/sesi/<int:number>/pemandu/", running.facilitate, name="facilitate"),
    path("<slug:city>/sesi/<int:number>/langkah/", running.step, name="step"),
    path("<slug:city>/sesi/<int:number>/kode/", running.renew_code, name="renew_code"),
    path("<slug:city>/sesi/<int:number>/hitung/", running.count, name="count"),
    path("<slug:city>/sesi/<int:number>/layar/", running.projector, name="projector"),
    path("<slug:city>/sesi/<int:number>/ikut/", hall.joined, name="joined"),
    path("<slug:city>/sesi/<int:number>/catatan/", noting.notes, name="notes"),
    path("<slug:city>/sesi/<int:number>/catatan/janji/", noting.follow_up, name="plan_follow_up"),
    path("<slug:city>/sesi/<int:number>/catatan/<int:pk>/hapus/", noting.strike, name="strike_note"),
    path("<slug:city>/sesi/<int:number>/notulen/", minutes.minutes, name="minutes"),
    path("<slug:city>/sesi/<int:number>/notulen/ubah/", minutes.edit, name="edit_minutes"),
    path("<slug:city>/sesi/<int:number>/notulen/terbitkan/", minutes.publish, name="publish_minutes"),
    path("<slug:city>/sesi/<int:number>/notulen/pdf/", minutes.pdf, name="minutes_pdf"),
    path("<slug:city>/sesi/<int:number>/notulen/versi/", minutes.versions, name="minutes_versions"),
    path("<slug:city>/sesi/<int:number>/notulen/versi/<int:version>/", minutes.version, name="minutes_version"),
    path("<slug:city>/sesi/<int:number>/notulen/koreksi/", corrections.suggest, name="suggest_correction"),
    path(
        "<slug:city>/sesi/<int:number>/notulen/koreksi/<int:suggestion>/",
        corrections.answer,
        name="answer_correction",
    ),
    path("<slug:city>/sesi/belajar/", followups.learning, name="learning"),
    path("<slug:city>/tindak-lanjut/", followups.follow_ups, name="follow_ups"),
    path("<slug:city>/tindak-lanjut/<int:pk>/", followups.follow_up, name="follow_up"),
    path("<slug:city>/tindak-lanjut/<int:pk>/ambil/", followups.take, name="take_follow_up"),
    path("<slug:city>/h/", hall.type_code, name="type_code"),
    path("<slug:city>/h/<str:code>/", hall.hall, name="hall"),
]
