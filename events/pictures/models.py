from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from core.files.models import Upload
from core.keys import Record
from events.programmes.models import Edition


class Picture(Record):
    """A picture on an edition's page. Its upload may be another edition's too, after a copy."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pictures")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="edition_pictures")
    alt = models.CharField(
        _("what it shows"), max_length=300,
        help_text=_("For people who cannot see it, and where it does not load. No names of children."),
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.alt


def stored_name(rendition: "Rendition", filename: str) -> str:
    return f"pictures/{rendition.upload.key[:2]}/{rendition.upload.key}-{rendition.width}.webp"


class Rendition(models.Model):
    """An upload's picture in one width, known by the digest of its bytes."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to=stored_name, max_length=200)

    class Meta:
        verbose_name = _("picture in one width")
        verbose_name_plural = _("pictures in one width")
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["upload", "width"], name="one_rendition_a_width")]

    def __str__(self) -> str:
        return f"{self.digest[:12]}, {self.width}"


@receiver(post_delete, sender=Rendition)
def erase_content(sender: type[Rendition], instance: Rendition, **kwargs: Any) -> None:
    """The file goes with its row, once the deletion can no longer be rolled back."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
