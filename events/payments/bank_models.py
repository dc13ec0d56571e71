from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record
from talent.institutions.models import Institution


class StatementFile(Record):
    """One bank statement as it was brought in."""

    issuer = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="statements")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")


class StatementLine(Record):
    """One amount that came into the account. `bank_id` is the bank's own name for it: twice the same is once."""

    file = models.ForeignKey(StatementFile, on_delete=models.PROTECT, related_name="lines")
    issuer = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    bank_id = models.CharField(max_length=140)
    booked_on = models.DateField()
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    order = models.ForeignKey(
        "events.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="statement_lines"
    )
    set_aside = models.CharField(_("set aside because"), max_length=200, blank=True)
    booked = models.BooleanField(_("in the books"), default=False)

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        constraints = [models.UniqueConstraint(fields=["issuer", "bank_id"], name="one_line_a_bank_id")]
        ordering = ["-booked_on", "id"]
