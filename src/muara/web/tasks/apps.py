from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "muara.web.tasks"
