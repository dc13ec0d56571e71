"""A call's assignments: proposed, looked at, put in force; and completed by themselves as things change.

By itself Luminary only adds: a late nomination, a conflict or somebody leaving gets its reviewers from those with the
fewest reviews, and nothing is taken from anybody. Evening out again, say for somebody who joined, takes back reviews
that nobody has begun; so it is shown first and pressed by a person.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call
from talent.nominations.models import Answer, Nomination
from talent.reviews import letters
from talent.reviews.assignment import Assignment, Pair, Seat, assign
from talent.reviews.closing import lock_reviews, reviews_are_closed
from talent.reviews.conflicts import Conflicts, Judged, judged
from talent.reviews.models import Disagreement, Panellist, Review, ReviewState
from talent.reviews.network import NotSolved

BEGUN = (ReviewState.STARTED, ReviewState.SUBMITTED)
SAME_SUBJECT, SAME_LANGUAGE = 2, 1


@dataclass(frozen=True)
class Plan:
    """What an assignment would change: the answer, and whom its keys name."""

    call: Call
    assignment: Assignment
    nominations: dict[str, Nomination]
    panel: dict[str, Panellist]
    begun: frozenset[Pair]
    kept: frozenset[Pair]
    barred: dict[Pair, str]
    fitting: int

    @property
    def digest(self) -> str:
        """Changes when anything that the plan does changes: a plan that was looked at is the one put in force."""
        lines = [
            *(f"+{one.nomination}:{one.reviewer}" for one in sorted(self.assignment.added)),
            *(f"-{one.nomination}:{one.reviewer}" for one in sorted(self.assignment.dropped)),
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    @property
    def changes(self) -> bool:
        return bool(self.assignment.added or self.assignment.dropped)

    @property
    def staying(self) -> int:
        """How many assignments stay as they are, begun ones too."""
        return len(self.begun) + len(self.kept - self.assignment.dropped)


class Table:
    """Everything an assignment of one call looks at, by the keys of its nominations and panellists."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.panel = {each.key: each for each in call.panel.sitting().select_related("user")}
        self.everybody = {each.pk: each for each in call.panel.all()}
        ready = call.nominations.ready()
        self.judged: dict[int, Judged] = {each.nomination: each for each in judged(ready)}
        self.keys = dict(ready.values_list("pk", "key"))
        self.disagreed = set(Disagreement.objects.filter(nomination__in=ready).values_list("nomination_id", flat=True))
        self.begun: set[Pair] = set()
        self.kept: set[Pair] = set()
        self.aside: set[Pair] = set()
        for nomination, panellist, state in Review.objects.filter(nomination__in=ready).values_list(
            "nomination_id", "panellist_id", "state"
        ):
            self.place(Pair(self.keys[nomination], self.everybody[panellist].key), state)

    def place(self, pair: Pair, state: str) -> None:
        """Submitted reviews stay whoever left; what somebody who left has begun is given up."""
        if state == ReviewState.SUBMITTED or (state == ReviewState.STARTED and pair.reviewer in self.panel):
            self.begun.add(pair)
        elif state == ReviewState.ASSIGNED and pair.reviewer in self.panel:
            self.kept.add(pair)
        elif state == ReviewState.RECUSED:
            self.aside.add(pair)

    def wanted(self) -> dict[str, int]:
        number = self.call.reviewers_per_nomination or 0
        return {key: number + (pk in self.disagreed) for pk, key in self.keys.items()}

    def lacking(self) -> dict[int, str]:
        """The nominations with fewer reviewers than wanted, counting what is assigned."""
        given: dict[str, int] = defaultdict(int)
        for pair in self.begun | self.kept:
            given[pair.nomination] += 1
        return {pk: key for pk, key in self.keys.items() if given[key] < self.wanted_of(pk)}

    def wanted_of(self, nomination: int) -> int:
        return (self.call.reviewers_per_nomination or 0) + (nomination in self.disagreed)

    def barred(self, nominations: dict[int, str]) -> dict[Pair, str]:
        """Who may not review what, of these nominations, and why."""
        conflicts = Conflicts(self.call, self.panel.values())
        found: dict[Pair, str] = {pair: _("stood aside") for pair in self.aside}
        for pk, key in nominations.items():
            for panellist in self.panel.values():
                if bar := conflicts.between(panellist.pk, self.judged[pk]):
                    found[Pair(key, panellist.key)] = str(bar.label)
        return found

    def seats(self) -> list[Seat]:
        return [Seat(each.key, each.most_reviews) for each in self.panel.values()]

    def fit(self, nominations: dict[int, str]) -> dict[Pair, int]:
        """Expertise in the nomination's subject counts two, a language of the nominee's one."""
        answers = Answer.objects.filter(nomination__in=list(nominations), question__tells_subject=True)
        subjects = {pk: set(text.splitlines()) for pk, text in answers.values_list("nomination_id", "text")}
        languages = dict(
            Nomination.objects.filter(pk__in=list(nominations)).values_list("pk", "nominee__languages")
        )
        found = {}
        for panellist in self.panel.values():
            knows, speaks = set(panellist.subjects), set(panellist.languages)
            for pk, key in nominations.items():
                same = SAME_SUBJECT * bool(knows & subjects.get(pk, set()))
                same += SAME_LANGUAGE * bool(speaks & set(languages.get(pk) or ()))
                if same:
                    found[Pair(key, panellist.key)] = same
        return found


def plan(call: Call) -> Plan:
    """The best assignment as things stand, with as few taken back as evenness allows. Raises Refused without k."""
    if call.reviewers_per_nomination is None:
        raise Refused(_("Everybody on this panel reviews everything. Say first how many reviewers a nomination gets."))
    table = Table(call)
    barred, fit = table.barred(table.keys), table.fit(table.keys)
    assignment = solved(table, barred=barred, begun=table.begun, kept=table.kept, fit=fit)
    nominations = {
        each.key: each for each in call.nominations.ready().select_related("nominee", "institution", "call")
    }
    fitting = sum(fit.get(pair, 0) >= SAME_SUBJECT for pair in assignment.pairs)
    return Plan(
        call, assignment, nominations, table.panel, frozenset(table.begun), frozenset(table.kept), barred, fitting
    )


def solved(
    table: Table, *, barred: dict[Pair, str], begun: set[Pair], kept: set[Pair], fit: dict[Pair, int]
) -> Assignment:
    try:
        return assign(
            table.wanted(), table.seats(), barred=frozenset(barred), begun=begun, kept=kept, fit=fit,
            seed=table.call.key,
        )
    except NotSolved as error:
        raise Refused(
            _("The solver could not prove its answer (%(why)s). Nothing was changed.") % {"why": error}
        ) from None


def put_in_force(call: Call, digest: str, by: User) -> Plan:
    """Assign as the plan of this digest says. Raises Refused when it would now be another, or reviews are closed."""
    with transaction.atomic():
        # The order of locks is that of closing the reviews.
        lock_reviews(Review.objects.filter(nomination__call=call))
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if reviews_are_closed(call):
            raise Refused(_("Reviews are assigned while the call is in review."))
        made = plan(call)
        if made.digest != digest:
            raise Refused(_("Something changed since you looked. This is the assignment as it would be now."))
        for pair in made.assignment.dropped:
            Review.objects.filter(
                nomination__key=pair.nomination, panellist__key=pair.reviewer, state=ReviewState.ASSIGNED
            ).delete()
        add(call, {key: each.pk for key, each in made.nominations.items()}, made.panel, made.assignment.added)
        record(
            "assigned the reviews", call, by, added=len(made.assignment.added), taken_back=len(made.assignment.dropped)
        )
        tell(made.panel, made.assignment.added)
    return made


def fill(call: Call, *, quietly: bool = False) -> int:
    """Give nominations that have too few reviewers further ones, taking nothing from anybody; how many were given.

    The call is in review and has a number of reviewers. May be called at any time, also twice at once. Who got
    further ones is told, unless `quietly`.
    """
    if not Table(call).lacking():
        return 0
    with transaction.atomic():
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        table = Table(call)
        lacking = table.lacking()
        held = table.begun | table.kept
        assignment = solved(
            table, barred=table.barred(lacking), begun=held, kept=set(), fit=table.fit(lacking)
        )
        new = assignment.pairs - held
        add(call, {key: pk for pk, key in lacking.items()}, table.panel, new)
        if not quietly:
            tell(table.panel, new)
    return len(new)


def add(call: Call, nominations: dict[str, int], panel: dict[str, Panellist], pairs: frozenset[Pair]) -> None:
    Review.objects.bulk_create(
        [
            Review(nomination_id=nominations[pair.nomination], panellist=panel[pair.reviewer])
            for pair in sorted(pairs)
        ],
        ignore_conflicts=True, batch_size=1000,
    )


def tell(panel: dict[str, Panellist], pairs: frozenset[Pair]) -> None:
    """Tell who got further reviews; nobody twice on one day."""
    for key in sorted({pair.reviewer for pair in pairs}):
        letters.more_to_review(panel[key], sum(pair.reviewer == key for pair in pairs))
