from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "muara.web.cities"
