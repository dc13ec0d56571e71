"""Consent: asking for it, answering, and how it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from core.files.models import Upload
from talent.institutions.models import Institution
from talent.people import consent_rules as rules
from talent.people.consent_mail import ask_by_mail, send_receipt
from talent.people.majority import comes_of_age_on, of_age, today_at
from talent.people.models import (
    AnsweredBy,
    ConsentAnswer,
    ConsentItem,
    ConsentKind,
    ConsentRequest,
    ConsentStanding,
    Guardian,
    Person,
)
from talent.people.signals import ConsentChanged, consent_changed


@dataclass(frozen=True)
class Signed:
    """Who answers (a guardian, or with None the student) under which name, and how.

    On paper: `paper` is the scan and `recorded_by` who of the school wrote it down.
    """

    guardian: Guardian | None
    name: str
    how: str = AnsweredBy.LINK
    paper: Upload | None = None
    recorded_by: User | None = None

    @property
    def actor(self) -> Actor:
        if self.recorded_by:
            return self.recorded_by
        return "guardian by signed link" if self.guardian else "student by signed link"


def ask_consent(
    person: Person, *, purpose: str, explained: str, organiser: Institution, required: Iterable[str],
    optional: Iterable[str] = (), hosts: Iterable[Institution] = (), answer_by: datetime | None = None,
    zone: str = "UTC", by: Actor,
) -> ConsentRequest:
    """Ask the person's guardians (or the person who is of age) for consent, and queue the mails that ask.

    `required` and `optional` are `ConsentKind` values; sharing of data is asked for each host separately
    (for the organiser when there is no other host). A request that requires nothing stands as given.
    Whoever has no email is asked on paper by the school. Runs in the caller's transaction.
    """
    with transaction.atomic():
        request = ConsentRequest.objects.create(
            person=person, purpose=purpose[:250], explained=explained, organiser=organiser, answer_by=answer_by,
            zone=zone,
        )
        ConsentItem.objects.bulk_create(items_of(request, set(required), set(optional), list(hosts) or [organiser]))
        request.standing = rules.all_together(
            request.items.filter(required=True).values_list("standing", flat=True)
        )
        request.save(update_fields=["standing"])
        record("asked for consent", request, by)
        ask_by_mail(request)
    return request


def items_of(
    request: ConsentRequest, required: set[str], optional: set[str], hosts: Sequence[Institution]
) -> list[ConsentItem]:
    """The items in the order of `ConsentKind`; a kind that is both required and optional is required."""
    if unknown := (required | optional) - set(ConsentKind.values):
        raise ValueError(f"no kind of consent: {sorted(unknown)}")
    return [
        ConsentItem(request=request, kind=kind, host=host, required=kind in required)
        for kind in ConsentKind.values
        if kind in required | optional
        for host in (hosts if kind == ConsentKind.SHARING else [None])
    ]


def answer(
    request: ConsentRequest, decisions: Mapping[int, str], signed: Signed, *, now: datetime | None = None
) -> ConsentRequest:
    """Write one person's answers down ({item's pk: `ConsentDecision`}) and let the consent stand accordingly.

    Answers given at once are put in order by a lock on the request. Raises Refused, a sentence, when the
    request is closed or it is not for this person to answer; a receiver of `consent_changed` that raises
    undoes the answer. Gives the request as it stands now.
    """
    now = now or timezone.now()
    with transaction.atomic():
        request = hold(request)
        check_may_answer(request, signed, now)
        items = {item.pk: item for item in request.items.all()}
        if set(decisions) - set(items):
            raise Refused(_("This was not asked."))
        changed = rules.to_write_down(decisions, said_before(request, signed.guardian))
        ConsentAnswer.objects.bulk_create(
            ConsentAnswer(
                item=items[pk], guardian=signed.guardian, decision=decision, at=now, how=signed.how,
                signed_name=signed.name.strip()[:200], paper=signed.paper, recorded_by=signed.recorded_by,
            )
            for pk, decision in changed.items()
        )
        if changed:
            how = "on paper" if signed.how == AnsweredBy.PAPER else "by signed link"
            record(f"answered {how}", request, signed.actor, answers=len(changed))
            keep_standing(request, signed.actor, now)
            send_receipt(request, signed.guardian)
    return request


def hold(request: ConsentRequest) -> ConsentRequest:
    """The request as stored now, locked until the transaction ends, its version raised."""
    held = (
        ConsentRequest.objects.select_for_update(of=("self",))
        .select_related("person__institution", "organiser")
        .get(pk=request.pk)
    )
    held.version += 1
    held.save(update_fields=["version", "updated_at"])
    return held


def check_may_answer(request: ConsentRequest, signed: Signed, now: datetime) -> None:
    if request.closed_at is not None:
        raise Refused(_("This request is closed: nothing depends on it any more."))
    if not signed.name.strip():
        raise Refused(_("An answer needs the name of the person who gives it."))
    if of_age(request.person, now):
        if signed.guardian is not None:
            raise Refused(
                _("%(student)s is of age now and answers alone.") % {"student": request.person.name}
            )
    elif signed.guardian is None:
        raise Refused(_("Until %(student)s is of age a guardian answers.") % {"student": request.person.name})
    elif signed.guardian.person_id != request.person_id or signed.guardian.ended_at is not None:
        raise Refused(_("Only a present guardian can answer."))


def said_before(request: ConsentRequest, guardian: Guardian | None) -> dict[int, str | None]:
    """The last decision of one person on each item: {item's pk: decision}."""
    answers = ConsentAnswer.objects.filter(item__request=request, guardian=guardian).order_by("pk")
    return dict(answers.values_list("item_id", "decision"))


def keep_standing(request: ConsentRequest, by: Actor, now: datetime) -> None:
    """Compute how each item and the request stand, keep it, and announce what changed. The request is held."""
    majority, today, grown = comes_of_age_on(request.person), today_at(request.person, now), of_age(request.person, now)
    guardianships = [
        rules.Guardianship(pk, today_at(request.person, ended_at) if ended_at else None)
        for pk, ended_at in request.person.guardians.values_list("pk", "ended_at")
    ]
    counted = rules.guardians_who_count(guardianships, majority, today)
    items = list(request.items.prefetch_related("answers"))
    changed = []
    for item in items:
        said = [rules.Said(each.guardian_id, each.decision) for each in sorted(item.answers.all(), key=lambda a: a.pk)]
        standing = rules.item_standing_from(said, counted, of_age=grown)
        if standing != item.standing:
            item.standing = standing
            changed.append(item)
    ConsentItem.objects.bulk_update(changed, ["standing"])
    before = request.standing
    request.standing = rules.all_together(item.standing for item in items if item.required)
    if request.standing != before:
        request.save(update_fields=["standing", "updated_at"])
        record(f"consent now {ConsentStanding(request.standing).value}", request, by, before=before)
    if changed:
        consent_changed.send(ConsentRequest, changed=ConsentChanged(request, before, request.standing))


def review_open_requests(person: Person, by: Actor, now: datetime | None = None) -> None:
    """Look again at the person's open requests: to be called when guardians, date of birth or school changed.

    What stands is computed anew, and whoever has not been asked at their present address is.
    """
    for request in ConsentRequest.objects.filter(person=person, closed_at__isnull=True).order_by("pk"):
        review_request(request, by, now)


def review_request(request: ConsentRequest, by: Actor, now: datetime | None = None) -> None:
    """Look again at one request, as `review_open_requests` does."""
    with transaction.atomic():
        held = hold(request)
        if held.closed_at is None:
            keep_standing(held, by, now or timezone.now())
            ask_by_mail(held, now)


def item_standing(request: ConsentRequest | None, kind: str) -> ConsentStanding | None:
    """How one kind stands (of several hosts: as `all_together`); None when it was not asked.

    Reads `request.items`, so prefetch them for a list. Only `GIVEN` is consent.
    """
    if request is None:
        return None
    standings = [item.standing for item in request.items.all() if item.kind == kind]
    return rules.all_together(standings) if standings else None


def close_request(request: ConsentRequest, by: Actor) -> None:
    """End a request that nothing depends on any more; answers stay as they are. Closing twice changes nothing."""
    with transaction.atomic():
        now = timezone.now()
        if ConsentRequest.objects.filter(pk=request.pk, closed_at__isnull=True).update(closed_at=now):
            request.closed_at = now
            record("closed", request, by)
