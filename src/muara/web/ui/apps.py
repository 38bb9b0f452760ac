from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "muara.web.ui"
