"""The ledger's tables: append-only, in double entry. Triggers in the database refuse every change to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.programmes.models import Edition


class Account(models.TextChoices):
    """Where money stands. A positive amount is a debit: what is owed to us, what lies there."""

    RECEIVABLE = "receivable", _("owed by schools and families")
    INCOME = "income", _("income")
    TAX = "tax", _("tax owed")
    STRIPE = "stripe", _("at Stripe")
    BANK = "bank", _("in the bank")
    FEES = "fees", _("fees of payment")


class Posting(models.Model):
    """One business act in the books; its entries sum to nothing. `once` names the act: it is posted once."""

    once = models.CharField(max_length=120, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="postings")
    what = models.CharField(_("what"), max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+",
                           db_constraint=False)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")

    def __str__(self) -> str:
        return self.what


class LedgerEntry(models.Model):
    """One amount on one account. The edition and order are repeated, so that balances are read from one index."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="ledger")
    order = models.ForeignKey("events.Order", null=True, on_delete=models.PROTECT, related_name="ledger")
    account = models.CharField(_("account"), max_length=12, choices=Account)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["order", "account"], name="ledger_by_order"),
            models.Index(fields=["edition", "account"], name="ledger_by_edition"),
        ]
