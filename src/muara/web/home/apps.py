from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "muara.web.home"
