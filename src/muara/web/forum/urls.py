from django.urls import path, re_path

from muara.web.forum.views import hall, planning, reading, running

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
    path("<slug:city>/h/", hall.type_code, name="type_code"),
    path("<slug:city>/h/<str:code>/", hall.hall, name="hall"),
]
