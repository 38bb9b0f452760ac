from django.urls import URLPattern, URLResolver, path

from muara.web.governance.decision_urls import decision_patterns
from muara.web.governance.views import arrangements, fit, members, terms

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    # Arrangements
    path("<slug:city>/tata-kelola/", arrangements.arrangements, name="arrangements"),
    path("<slug:city>/tata-kelola/baru/", arrangements.new_arrangement, name="new_arrangement"),
    path("<slug:city>/tata-kelola/<slug:slug>/", arrangements.arrangement, name="arrangement"),
    path("<slug:city>/tata-kelola/<slug:slug>/riwayat/", arrangements.history, name="history"),
    path("<slug:city>/tata-kelola/<slug:slug>/banding/", arrangements.compared, name="compared"),
    path("<slug:city>/tata-kelola/<slug:slug>/ubah/", arrangements.start_change, name="start_change"),
    path("<slug:city>/tata-kelola/<slug:slug>/akhiri/", arrangements.end_arrangement, name="end_arrangement"),
    path("<slug:city>/tata-kelola/<slug:slug>/anggota/", members.members, name="members"),
    path("<slug:city>/tata-kelola/<slug:slug>/anggota/terima/", members.admit, name="admit"),
    path("<slug:city>/tata-kelola/<slug:slug>/anggota/<int:pk>/keluar/", members.leave, name="member_leaves"),
    path("<slug:city>/tata-kelola/<slug:slug>/anggota/<int:pk>/utusan/", members.delegate, name="delegate"),
    path("<slug:city>/tata-kelola/<slug:slug>/kursi/<int:pk>/", members.seat, name="seat"),
    path("<slug:city>/tata-kelola/<slug:slug>/badan/", members.new_body, name="new_body"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/", terms.terms, name="terms"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/ubah/", terms.edit_terms, name="edit_terms"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/bentuk/", terms.begin_from, name="begin_from"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/mandat/", terms.mandate, name="mandate"),
    path(
        "<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/mandat/<int:mandate>/hapus/",
        terms.drop_mandate,
        name="drop_mandate",
    ),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/ajukan/", terms.propose, name="propose"),
    path("<slug:city>/tata-kelola/<slug:slug>/mandat/<int:mandate>/cabut/", terms.recall, name="recall"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/perbarui/", terms.renew, name="renew_terms"),
    path("<slug:city>/tata-kelola/<slug:slug>/ketentuan/<int:pk>/sisihkan/", terms.drop, name="drop_terms"),
    # Which form the data support
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/", fit.fit, name="fit"),
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/baca/", fit.take, name="take_fit"),
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/bacaan/<int:pk>/", fit.reading, name="fit_reading"),
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/bacaan/<int:pk>/berkas/", fit.file, name="fit_file"),
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/pendapat/", fit.views, name="fit_views"),
    path(
        "<slug:city>/tata-kelola/<slug:slug>/cocok/pendapat/<int:pk>/tarik/",
        fit.take_back,
        name="fit_take_back",
    ),
    path("<slug:city>/tata-kelola/<slug:slug>/cocok/batas/", fit.crossings, name="fit_crossings"),
    *decision_patterns,
]
