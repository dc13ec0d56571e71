from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.keys import Record


class UploadKind(models.TextChoices):
    PICTURE = "picture", _("picture")
    DOCUMENT = "document", _("PDF document")
    SPREADSHEET = "spreadsheet", _("spreadsheet")
    ARCHIVE = "archive", _("zip archive")


def stored_name(upload: "Upload", filename: str) -> str:
    return f"uploads/{upload.key[:2]}/{upload.key}"


def foreign_keys_to_uploads() -> list[models.ForeignKey]:
    """Every room's, also those without a way back; but not those of history, which keep nothing alive."""
    relations = Upload._meta.get_fields(include_hidden=True)
    return [
        relation.field for relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.field.db_constraint
    ]


class UploadQuerySet(models.QuerySet["Upload"]):
    def referred_to(self) -> "UploadQuerySet":
        """Uploads that some other record refers to."""
        used = Q()
        for field in foreign_keys_to_uploads():
            used |= Q(Exists(field.model._base_manager.filter(**{field.name: OuterRef("pk")})))
        return self.filter(used) if used else self.none()

    def abandoned(self, moment: datetime) -> "UploadQuerySet":
        """Uploads held for a form that was never sent in, at the moment."""
        lapsed = self.filter(held_until__lte=moment)
        return lapsed.exclude(pk__in=lapsed.referred_to().values("pk"))


class Upload(Record):
    """A file that passed the checks: its kind is read from its content, never from its name.

    While a form is being filled in its file is only held, until `held_until`; once a record refers to it,
    or `uploads.use` was called, it stays.
    """

    Kind = UploadKind

    file = models.FileField(upload_to=stored_name, max_length=200)
    kind = models.CharField(max_length=12, choices=UploadKind)
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    held_until = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return self.name
