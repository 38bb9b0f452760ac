from django.urls import path

from muara.web.network.views import actors, whatif, whole
from muara.web.network.views import map as maps

app_name = "network"
urlpatterns = [
    path("<slug:city>/jejaring/", actors.actors, name="actors"),
    path("<slug:city>/jejaring/peta/", maps.network_map, name="map"),
    path("<slug:city>/jejaring/peta/gambar-ulang/", maps.draw_anew, name="draw_anew"),
    path("<slug:city>/jejaring/bagaimana-jika/", whatif.what_if, name="what_if"),
    path("<slug:city>/jejaring/kesehatan/", whole.health, name="health"),
    path("<slug:city>/jejaring/jembatan/", whole.bridges, name="bridges"),
]
