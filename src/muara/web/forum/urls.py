from django.urls import path

from muara.web.forum import views

app_name = "forum"
urlpatterns = [
    path("<slug:city>/sesi/", views.sessions, name="sessions"),
]
