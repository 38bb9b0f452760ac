from django.urls import path

from muara.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("<slug:city>/saya/", views.me, name="me"),
]
