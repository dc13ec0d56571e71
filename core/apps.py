from django.apps import AppConfig

from core.rooms import open_rooms


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        open_rooms(self.name)
