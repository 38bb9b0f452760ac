from django.urls import path

from muara.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("<slug:city>/saya/", views.me, name="me"),
    path("<slug:city>/saya/dibaca/", views.read, name="read"),
    path("<slug:city>/saya/nama/", views.name, name="name"),
    path("<slug:city>/saya/diri/", views.describe, name="describe"),
    path("<slug:city>/saya/data/", views.download, name="download"),
    path("<slug:city>/saya/pengingat/", views.reminders, name="reminders"),
    path("<slug:city>/saya/pengingat/<str:token>/", views.stop_reminders, name="stop_reminders"),
    path("<slug:city>/saya/hapus/", views.erase, name="erase"),
    path("<slug:city>/undangan/", views.invitations, name="invitations"),
    path("<slug:city>/undangan/<slug:token>/", views.invitation, name="invitation"),
    path("<slug:city>/kode/", views.codes, name="codes"),
    path("<slug:city>/kode/<int:pk>/", views.code, name="code"),
    path("<slug:city>/orang/", views.people, name="people"),
    path("<slug:city>/orang/<int:pk>/cabut/", views.withdraw, name="withdraw"),
    path("<slug:city>/orang/daftar/", views.roll, name="roll"),
    path("<slug:city>/orang/dampingi/", views.assisted, name="assisted"),
    path("<slug:city>/kota/kata/", views.words, name="words"),
    path("<slug:city>/kota/angka/", views.figures, name="figures"),
    path("<slug:city>/kota/angka/<int:pk>/cabut/", views.withdraw_figure, name="withdraw_figure"),
    path("<slug:city>/catatan/", views.audit, name="audit"),
    path("<slug:city>/catatan/unduh/", views.audit_file, name="audit_file"),
]
