from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "muara.web.search"
