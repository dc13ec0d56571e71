"""Finding what an address names, with what its page and permission need."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django_countries import countries

from talent.calls.loading import load_shown_call
from talent.institutions.models import Institution
from talent.nominations.bulk.models import NominationImport
from talent.nominations.forwarding import MinistrysPart
from talent.nominations.models import Answer, Nomination
from talent.nominations.permissions import SchoolsPart


def load_part(key: str, school: str) -> SchoolsPart:
    """One school's part in one call; a draft call is unknown to schools."""
    return SchoolsPart(load_shown_call(key), get_object_or_404(Institution, key=school))


def load_nomination(key: str) -> Nomination:
    return get_object_or_404(
        Nomination.objects.select_related(
            "call__institution", "nominee__institution", "institution", "consent", "by"
        ),
        key=key,
    )


def load_evidence(key: str, question: str) -> Answer:
    """The answer to one question of one nomination, if a file was uploaded."""
    return get_object_or_404(
        Answer.objects.select_related("nomination__call", "nomination__institution", "upload"),
        nomination__key=key, question__key=question, upload__isnull=False,
    )


def load_import(key: str) -> NominationImport:
    return get_object_or_404(
        NominationImport.objects.select_related("call__institution", "institution", "upload", "archive", "by"), key=key
    )


def load_ministrys_part(key: str, country: str) -> MinistrysPart:
    """One country's part in a call whose nominations ministries forward."""
    call = load_shown_call(key)
    if not call.ministry_stage or country not in dict(countries):
        raise Http404
    return MinistrysPart(call, country)
