from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "muara.web.cooperatives"
