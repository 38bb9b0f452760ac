from django.urls import path

from muara.web.cooperatives.views import files, founding, match, papers, register, surplus

app_name = "cooperatives"
urlpatterns = [
    path("<slug:city>/koperasi/", register.register, name="register"),
    path("<slug:city>/koperasi/cari-bentuk/", match.match, name="match"),
    path("<slug:city>/koperasi/aturan/", match.rules, name="rules"),
    path("<slug:city>/koperasi/jumlah/", register.counts, name="counts"),
    path("<slug:city>/koperasi/jumlah/<int:pk>/hapus/", register.withdraw_count, name="withdraw_count"),
    path("<slug:city>/koperasi/rintisan/", founding.foundings, name="foundings"),
    path("<slug:city>/koperasi/rintisan/baru/", founding.new_founding, name="new_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/", founding.founding, name="founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/ubah/", founding.edit_founding, name="edit_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/tampilkan/", founding.show, name="list_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/ikut/", founding.join, name="join_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/keluar/", founding.leave, name="leave_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/pendiri/", founding.founders, name="founders"),
    path(
        "<slug:city>/koperasi/rintisan/<slug:slug>/pendiri/<int:pk>/hapus/",
        founding.drop_founder,
        name="drop_founder",
    ),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/berdiri/", founding.found, name="found"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/berhenti/", founding.give_up, name="give_up_founding"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/surat/<slug:paper>/", papers.paper, name="paper"),
    path("<slug:city>/koperasi/rintisan/<slug:slug>/surat/<slug:paper>.pdf", papers.pdf, name="paper_pdf"),
    path("<slug:city>/koperasi/aktor/<slug:slug>/", register.of_actor, name="of_actor"),
    path("<slug:city>/koperasi/impor/", files.import_register, name="import"),
    path("<slug:city>/koperasi/daftar.csv", files.download, name="download"),
    path("<slug:city>/koperasi/daftar/baru/", register.new_cooperative, name="new_cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/", register.cooperative, name="cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/ubah/", register.edit_cooperative, name="edit_cooperative"),
    path("<slug:city>/koperasi/daftar/<slug:slug>/rapat/", register.meeting, name="meeting"),
    path(
        "<slug:city>/koperasi/daftar/<slug:slug>/rapat/<int:pk>/hapus/",
        register.withdraw_meeting,
        name="withdraw_meeting",
    ),
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
