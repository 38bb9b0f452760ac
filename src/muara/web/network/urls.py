from django.urls import path

from muara.web.network.views import actors, claims, files, processes, reviews, ties, whatif, whole
from muara.web.network.views import map as maps

app_name = "network"
urlpatterns = [
    path("<slug:city>/jejaring/", actors.actors, name="actors"),
    path("<slug:city>/jejaring/peta/", maps.network_map, name="map"),
    path("<slug:city>/jejaring/peta/gambar-ulang/", maps.draw_anew, name="draw_anew"),
    path("<slug:city>/jejaring/bagaimana-jika/", whatif.what_if, name="what_if"),
    path("<slug:city>/jejaring/kesehatan/", whole.health, name="health"),
    path("<slug:city>/jejaring/jembatan/", whole.bridges, name="bridges"),
    path("<slug:city>/jejaring/aktor/baru/", actors.new_actor, name="new_actor"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/", actors.actor, name="actor"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/ubah/", actors.edit_actor, name="edit_actor"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/pergi/", actors.turn, name="turn"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/kontak/", actors.contacts, name="contacts"),
    path(
        "<slug:city>/jejaring/aktor/<slug:slug>/kontak/<int:pk>/hapus/",
        actors.forget_contact,
        name="forget_contact",
    ),
    path("<slug:city>/jejaring/aktor/<slug:slug>/wakili/", claims.claim, name="claim"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/wakil/", claims.speakers, name="speakers"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/ikatan/", ties.new_tie, name="new_tie"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/ingatkan/", reviews.remind, name="remind"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/masih-benar/", reviews.still_true, name="still_true"),
    path("<slug:city>/jejaring/permintaan/", claims.claims, name="claims"),
    path("<slug:city>/jejaring/permintaan/<int:pk>/", claims.decide, name="decide_claim"),
    path("<slug:city>/jejaring/ikatan/<int:pk>/", ties.tie, name="tie"),
    path("<slug:city>/jejaring/proses/", processes.processes, name="processes"),
    path("<slug:city>/jejaring/proses/baru/", processes.new_process, name="new_process"),
    path("<slug:city>/jejaring/proses/<slug:slug>/", processes.process, name="process"),
    path("<slug:city>/jejaring/proses/<slug:slug>/ubah/", processes.edit_process, name="edit_process"),
    path("<slug:city>/jejaring/proses/<slug:slug>/akhiri/", processes.end_process, name="end_process"),
    path("<slug:city>/jejaring/proses/<slug:slug>/peran/", processes.new_role, name="new_role"),
    path("<slug:city>/jejaring/proses/<slug:slug>/peran/<int:pk>/", processes.role, name="role"),
    path("<slug:city>/jejaring/proses/<slug:slug>/lepas/<int:pk>/", processes.release, name="release"),
    path("<slug:city>/jejaring/impor/", files.import_network, name="import"),
    path("<slug:city>/jejaring/ekspor/", files.export, name="export"),
    path("<slug:city>/jejaring/ekspor/<slug:format>/", files.download, name="download"),
    path("<slug:city>/jejaring/tinjau/", reviews.stale, name="stale"),
    path("<slug:city>/jejaring/tinjau/<str:token>/", reviews.review, name="review"),
]
