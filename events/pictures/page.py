"""The pictures as a page shows them: each with its widths to choose from."""

from dataclasses import dataclass

from django.urls import reverse

from events.pictures.models import Rendition
from events.programmes.models import Edition


@dataclass(frozen=True)
class Width:
    width: int
    height: int
    address: str


@dataclass(frozen=True)
class Shown:
    """One picture: what it shows, and its widths, the narrowest first."""

    key: str
    alt: str
    widths: tuple[Width, ...]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{each.address} {each.width}w" for each in self.widths)

    @property
    def usual(self) -> Width:
        """For browsers that cannot choose."""
        return next((each for each in self.widths if each.width >= 640), self.widths[-1])


def pictures_of(edition: Edition) -> list[Shown]:
    """The edition's pictures in their order; one query."""
    rows = (
        Rendition.objects.filter(upload__edition_pictures__edition=edition)
        .order_by("upload__edition_pictures__order", "upload__edition_pictures__id", "width")
        .values_list(
            "upload__edition_pictures__key", "upload__edition_pictures__alt", "width", "height", "digest"
        )
    )
    found: dict[str, tuple[str, list[Width]]] = {}
    for key, alt, width, height, digest in rows:
        address = reverse("edition_picture", kwargs={"digest": digest})
        found.setdefault(key, (alt, []))[1].append(Width(width, height, address))
    return [Shown(key, alt, tuple(widths)) for key, (alt, widths) in found.items()]
