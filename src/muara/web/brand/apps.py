from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "muara.web.brand"
