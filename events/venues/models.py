from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record
from events.programmes.models import Edition


class VenueKind(models.TextChoices):
    PLACE = "place", _("a place that people come to")
    ONLINE = "online", _("on line")


class Venue(Record):
    """Where an edition is held, in one place or on line. An edition may have several, in an order."""

    Kind = VenueKind

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="venues")
    kind = models.CharField(_("kind"), max_length=6, choices=VenueKind, default=VenueKind.PLACE)
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    map_link = models.URLField(_("link to a map"), max_length=500, blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    capacity = models.PositiveIntegerField(_("how many people it holds"), null=True, blank=True)
    # Never public: whoever has it can walk in among minors.
    online_link = models.URLField(_("link to join"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        return self.kind == VenueKind.ONLINE
