from django.apps import AppConfig


class CommonGroundConfig(AppConfig):
    name = "muara.web.common_ground"
