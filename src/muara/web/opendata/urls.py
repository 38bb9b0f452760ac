"""What a city gives out: its open data, the read API, cards for other pages."""

from django.urls import path

from muara.web.opendata import api
from muara.web.opendata.views import cards, page

app_name = "opendata"
API = "<slug:city>/api/v1/"
DATA = "<slug:city>/data-terbuka/"
CARDS = "<slug:city>/kartu/"
urlpatterns = [
    path(API, api.index, name="index"),
    path(f"{API}openapi.json", api.document, name="openapi"),
    path(f"{API}river/", api.river, name="river"),
    path(f"{API}<slug:resource>/", api.listed, name="list"),
    path(f"{API}<slug:resource>/<str:key>/", api.single, name="single"),
    path(DATA, page.page, name="page"),
    path(f"{DATA}datapackage.json", page.datapackage, name="datapackage"),
    path(f"{DATA}<slug:name>.csv", page.table, name="table"),
    path(CARDS, cards.cards, name="cards"),
    path(f"{CARDS}sungai/", cards.river, name="card_river"),
    path(f"{CARDS}sesi/", cards.session, name="card_session"),
    path(f"{CARDS}benang-merah/utas/<int:number>/", cards.thread, name="card_thread"),
    path(f"{CARDS}prakarsa/<slug:slug>/", cards.initiative, name="card_initiative"),
]
