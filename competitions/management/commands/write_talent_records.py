"""`write_talent_records`: writes every talent record anew from what is stored, for a site that is older than records.

Safe to run again: an entry is named by what it tells of, so it is written once, and where the person was at its first
writing stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction

from competitions.results import recorded as results
from competitions.results.models import Publication, PublicationState
from competitions.results.sheet import read_sheet
from events.certificates import recorded as certificates
from events.certificates.models import Certificate, CertificateState
from events.registration import recorded as registrations
from events.registration.models import Registration
from talent.nominations import recorded as nominations
from talent.nominations.models import Nomination
from talent.offers.models import Offer, OfferState
from talent.people.record.details import Outcome

AT_ONCE = 500
ANSWERED = {OfferState.ACCEPTED: Outcome.ACCEPTED, OfferState.DECLINED: Outcome.DECLINED}


class Command(BaseCommand):
    help = "Write every talent record anew from what is stored. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, number in write_all().items():
            self.stdout.write(f"{what}: {number}")


def write_all() -> dict[str, int]:
    """Everything, some at a time; gives how many of each were looked at."""
    found = {"nominations": 0, "registrations": 0, "certificates": 0, "published lists": 0}
    handed_in = Nomination.objects.filter(submitted_at__isnull=False, erased_at__isnull=True)
    for lot in lots(handed_in.select_related("call", "nominee")):
        write_nominations(lot)
        found["nominations"] += len(lot)
    for lot in lots(Registration.objects.select_related("edition", "person")):
        with transaction.atomic():
            registrations.keep_in_record(lot)
        found["registrations"] += len(lot)
    issued = Certificate.objects.filter(state=CertificateState.ISSUED)
    for lot in lots(issued.select_related("registration__person", "registration__edition")):
        with transaction.atomic():
            certificates.keep_in_record(lot)
        found["certificates"] += len(lot)
    for publication in Publication.objects.filter(state=PublicationState.PUBLISHED).select_related("contest__edition"):
        write_results(publication)
        found["published lists"] += 1
    return found


def lots(rows: models.QuerySet) -> Iterator[Sequence[Any]]:
    after = 0
    while lot := list(rows.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        yield lot
        after = lot[-1].pk


@transaction.atomic
def write_nominations(lot: Sequence[Nomination]) -> None:
    answered = dict(
        Offer.objects.filter(nomination__in=lot, state__in=ANSWERED).order_by("pk").values_list("nomination", "state")
    )
    nominations.keep_in_record(each for each in lot if each.pk not in answered)
    for state, outcome in ANSWERED.items():
        nominations.keep_in_record((each for each in lot if answered.get(each.pk) == state), outcome)


@transaction.atomic
def write_results(publication: Publication) -> None:
    rows = publication.results.select_related("entry__registration__person")
    results.keep_in_record(publication.contest, read_sheet(publication.contest), list(rows))
