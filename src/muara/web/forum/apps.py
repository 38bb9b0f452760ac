from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "muara.web.forum"
