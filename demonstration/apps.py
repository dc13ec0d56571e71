from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """The invented season that `script/server` shows; nothing else depends on it."""

    name = "demonstration"
