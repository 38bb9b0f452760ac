from django.urls import path

from muara.web.concerns import views

app_name = "concerns"
urlpatterns = [
    path("<slug:city>/suara/", views.topics, name="topics"),
    path("<slug:city>/moderasi/", views.moderation, name="moderation"),
]
