from django.db import models
from django.utils.translation import gettext_lazy as _

from core.files.models import Upload
from core.files.staged_import import RowVerdict, StagedImport
from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.nominations.models import Nomination
from talent.people.models import Person


class NominationImport(StagedImport):
    """One school's table of nominations to one call, or an archive of evidence, or both, on its way in.

    The archive is let go once its files are kept, each as a `BroughtFile`.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="nomination_imports")
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    archive = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("import of nominations")
        verbose_name_plural = _("imports of nominations")

    def __str__(self) -> str:
        names = [upload.name for upload in (self.upload, self.archive) if upload]
        return ", ".join(names) or str(_("Files of evidence"))


class NominationImportRow(models.Model):
    """One row of the table (or, with the number 0, a draft that only files are for): what it would do."""

    nomination_import = models.ForeignKey(NominationImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=RowVerdict)
    # The cells as read; {question's key: text}, {question's key: number of a BroughtFile}; what rooms above read;
    # {question's key: [old, new]} in words; [[heading, reason], …].
    cells = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    added = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    wrong = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Once stored: the draft, and its version then.
    nomination = models.ForeignKey(Nomination, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("row of an import of nominations")
        verbose_name_plural = _("rows of imports of nominations")
        indexes = [models.Index(fields=["nomination_import", "verdict", "number"], name="nomination_row_by_verdict")]


class FileVerdict(models.TextChoices):
    TAKEN = "taken", _("goes with its nomination")
    HELD = "held", _("waits: its row is wrong")
    WRONG = "wrong", _("not taken")


class BroughtFile(models.Model):
    """One file of an archive: under which name it came, where it belongs, or why it belongs nowhere."""

    nomination_import = models.ForeignKey(NominationImport, on_delete=models.CASCADE, related_name="files")
    names = models.JSONField(default=list)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Why it could not be kept at all: its kind, its size, its packing.
    fault = models.TextField(blank=True)
    verdict = models.CharField(max_length=8, choices=FileVerdict, default=FileVerdict.WRONG)
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The file that it took the place of, kept until the import can no longer be taken back.
    replaced = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of an import of nominations")
        verbose_name_plural = _("files of imports of nominations")

    def __str__(self) -> str:
        return self.names[0] if self.names else ""
