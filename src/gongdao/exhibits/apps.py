from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    name = "gongdao.exhibits"
    label = "exhibits"
    default_auto_field = "django.db.models.BigAutoField"
