"""Makes a process of a crew ready. Imports nothing of ours: models cannot be loaded before."""

import os


def set_up(home: str) -> None:
    """Make a process of the crew ready."""
    os.environ["GONGDAO_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongdao.config.settings"
    import django

    django.setup()
