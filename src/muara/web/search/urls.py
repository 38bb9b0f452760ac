from django.urls import path

from muara.web.search import views

app_name = "search"
urlpatterns = [path("<slug:city>/cari/", views.search, name="search")]
