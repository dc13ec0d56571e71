"""Keeping the pictures of an edition's page."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from core.files.models import Upload
from core.files.uploads import let_go
from events.pictures.models import Picture, Rendition
from events.pictures.resize import resize
from events.programmes.models import Edition

MOST_PICTURES = 12


def hold(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def add_picture(edition: Edition, upload: Upload, alt: str, by: Actor) -> Picture:
    """Put the picture last on the edition's page, in every width. Raises Refused where there are too many."""
    resized = [] if upload.renditions.exists() else resize(upload.file.read())
    with transaction.atomic():
        held = hold(edition)
        there = list(held.pictures.values_list("order", flat=True))
        if len(there) >= MOST_PICTURES:
            raise Refused(_("There are %(n)s pictures already. Remove one first.") % {"n": len(there)})
        for each in resized:
            rendition = Rendition(upload=upload, width=each.width, height=each.height, digest=each.digest)
            rendition.file.save("", ContentFile(each.content), save=True)
        picture = Picture.objects.create(edition=held, upload=upload, alt=alt, order=max(there, default=0) + 1)
        Upload.objects.filter(pk=upload.pk).update(held_until=None)
        record("picture added", held, by, picture=picture.key)
    return picture


def change_words(picture: Picture, alt: str, by: Actor) -> None:
    with transaction.atomic():
        picture.alt = alt
        picture.save(update_fields=["alt", "updated_at"])
        record("picture described", picture.edition, by, picture=picture.key)


def remove_picture(picture: Picture, by: Actor) -> None:
    """Its file goes too, unless another edition shows it."""
    with transaction.atomic():
        record("picture removed", picture.edition, by, picture=picture.key)
        upload = picture.upload
        picture.delete()
        let_go(upload)


def move_earlier(picture: Picture, by: Actor) -> None:
    """Let the picture stand one earlier; the first stays, and is the one that lists show."""
    with transaction.atomic():
        held = hold(picture.edition)
        pictures = list(held.pictures.all())
        at = [each.pk for each in pictures].index(picture.pk)
        if at:
            pictures[at - 1], pictures[at] = pictures[at], pictures[at - 1]
            for order, each in enumerate(pictures, 1):
                each.order = order
            Picture.objects.bulk_update(pictures, ["order"])
            record("pictures ordered", held, by)
