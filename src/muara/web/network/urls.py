from django.urls import path

from muara.web.network.views import actors

app_name = "network"
urlpatterns = [
    path("<slug:city>/jejaring/", actors.actors, name="actors"),
]
