from django.apps import AppConfig

from core.rooms import open_rooms


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        open_rooms(self.name)
