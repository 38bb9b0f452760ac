from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "muara.web.assets"
