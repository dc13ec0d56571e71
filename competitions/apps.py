from django.apps import AppConfig

from core.rooms import open_rooms


class CompetitionsConfig(AppConfig):
    name = "competitions"

    def ready(self) -> None:
        open_rooms(self.name)
