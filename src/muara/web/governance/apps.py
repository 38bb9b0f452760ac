from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "muara.web.governance"
