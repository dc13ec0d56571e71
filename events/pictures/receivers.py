from django.utils.translation import gettext_lazy as _

from core.audit.record import Actor
from events.copying.copy import Moved, Part, copies
from events.pictures.models import Picture
from events.programmes.models import Edition


def copy_pictures(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    """The same files, shown by both: neither is erased while the other shows it."""
    Picture.objects.bulk_create(
        Picture(edition=copy, upload_id=each.upload_id, alt=each.alt, order=each.order)
        for each in source.pictures.all()
    )


copies(Part("pictures", _("Pictures"), copy_pictures, order=12))
