from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "muara.web.opendata"
