from django.urls import path

from muara.web.cooperatives.views import files, match, register, surplus

app_name = "cooperatives"
urlpatterns = [
    path("<slug:city>/koperasi/", register.register, name="register"),
    path("<slug:city>/koperasi/cari-bentuk/", match.match, name="match"),
    path("<slug:city>/koperasi/aturan/", match.rules, name="rules"),
    path("<slug:city>/koperasi/jumlah/", register.counts, name="counts"),
    path("<slug:city>/koperasi/impor/", files.import_register, name="import"),
    path("<slug:city>/koperasi/daftar.csv", files.download, name="download"),
    path("<slug:city>/koperasi/daftar/baru/", register.new_cooperative, name="new_cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/", register.cooperative, name="cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/ubah/", register.edit_cooperative, name="edit_cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/rapat/", register.meeting, name="meeting"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/shu/baru/", surplus.new_surplus, name="new_surplus"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/", surplus.surplus, name="surplus"),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/ubah/",
        surplus.edit_surplus,
        name="edit_surplus",
    ),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/anggota/",
        surplus.members,
        name="surplus_members",
    ),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/lembar/",
        surplus.slips,
        name="surplus_slips",
    ),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/putuskan/",
        surplus.lock,
        name="lock_surplus",
    ),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/shu/<int:year>-<int:version>/bagi-ulang/",
        surplus.reopen,
        name="reopen_surplus",
    ),
    path("<slug:city>/koperasi/lembar/<str:key>/", surplus.my_line, name="my_line"),
]
