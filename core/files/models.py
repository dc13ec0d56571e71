from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record


class UploadKind(models.TextChoices):
    PICTURE = "picture", _("picture")
    DOCUMENT = "document", _("PDF document")
    SPREADSHEET = "spreadsheet", _("spreadsheet")


def stored_name(upload: "Upload", filename: str) -> str:
    return f"uploads/{upload.key[:2]}/{upload.key}"


class Upload(Record):
    """A file that passed the checks: its kind is read from its content, never from its name."""

    Kind = UploadKind

    file = models.FileField(upload_to=stored_name, max_length=200)
    kind = models.CharField(max_length=12, choices=UploadKind)
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return self.name
