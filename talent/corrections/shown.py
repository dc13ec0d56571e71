"""What corrections put on the nomination's page, among what it lacks, and before who reviews it."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talent.calls.call_home import Section, stands_on_call_home
from talent.calls.models import Call
from talent.corrections.acts import CLOSED
from talent.corrections.anew import changed_questions
from talent.corrections.models import CorrectionRequest
from talent.nominations.models import NOT_HANDED_IN, Nomination
from talent.nominations.nomination_page import NominationPart, stands_on_nomination
from talent.nominations.still_lacking import Lack, can_lack


@stands_on_nomination
def corrections_of_nomination(request: HttpRequest, nomination: Nomination) -> NominationPart | None:
    """What was asked for and how it stands; for the organiser the way to ask."""
    may_ask = request.user.has_perm("corrections.ask", nomination) and nomination.state not in {
        *CLOSED, *NOT_HANDED_IN
    }
    organises = request.user.has_perm("corrections.ask", nomination)
    found = list(nomination.corrections.select_related("recommendation").prefetch_related("parts__question"))
    if not organises:
        # What a recommender is asked to correct is not the school's to know.
        found = [each for each in found if each.recommendation_id is None]
    if not found and not may_ask:
        return None
    values = {
        "corrections": found, "may_ask": may_ask, "organises": organises,
        "answers": request.user.has_perm("nominations.submit_nomination", nomination),
    }
    return NominationPart("talent/corrections/_nomination_part.html", values, 10)


@stands_on_call_home
def questions_changed(request: HttpRequest, call: Call) -> Section | None:
    """Questions in a new version, with the way to ask those who answered an earlier one."""
    changed = changed_questions(list(call.questions.filter(version__gt=1)))
    return Section("talent/corrections/_changed_questions.html", {"changed": changed}, order=12) if changed else None


@can_lack("correction", gettext_lazy("Corrections"), 50)
def corrections_missing(call: Call, nominations: Sequence[Nomination]) -> dict[int, list[Lack]]:
    found: dict[int, list[Lack]] = {}
    for each in CorrectionRequest.objects.open().filter(nomination__in=[n.pk for n in nominations]):
        address = reverse("answer_correction", kwargs={"key": each.key})
        words = _("The organiser asks for a correction: %(words)s") % {"words": each.words[:120]}
        if each.recommendation_id:
            address = reverse("recommendations", kwargs={"key": key_of(each, nominations)})
            words = _("A recommendation is being corrected by who wrote it.")
        found.setdefault(each.nomination_id, []).append(Lack(words, address, stops=False))
    return found


def key_of(correction: CorrectionRequest, nominations: Iterable[Nomination]) -> str:
    return next(each.key for each in nominations if each.pk == correction.nomination_id)


def corrected(nomination: Nomination) -> list[CorrectionRequest]:
    """The corrections that a reviewer may not have seen, newest first: for `talent/corrections/_mark.html`."""
    return list(
        nomination.corrections.made().select_related("recommendation").prefetch_related("parts__question")
        .order_by("-answered_at")
    )
