from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "muara.web.initiatives"
