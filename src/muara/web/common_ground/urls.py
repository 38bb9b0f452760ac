from django.urls import path

from muara.web.common_ground import views

app_name = "common_ground"
urlpatterns = [
    path("<slug:city>/benang-merah/", views.threads, name="threads"),
]
