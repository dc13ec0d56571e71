from django.apps import AppConfig

from core.rooms import open_rooms


class TalentConfig(AppConfig):
    name = "talent"

    def ready(self) -> None:
        open_rooms(self.name)
