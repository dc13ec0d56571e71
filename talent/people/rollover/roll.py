"""Rolling a school's year over, and taking it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.institutions.models import Institution
from talent.people.models import Person
from talent.people.rollover.models import RolloverState, YearRollover
from talent.people.rollover.rule import Becomes, Pupil, Turn, turns_of

UNDO_FOR = timedelta(days=14)
ROWS_AT_ONCE = 500
NAMED = 3


@dataclass(frozen=True)
class Chosen:
    """What the coordinator decided: the school year, the last grade, who leaves and repeats (pks), and when."""

    year: int
    last_grade: int
    leaving: Collection[int]
    repeating: Collection[int]
    left_on: date


def students_of(institution: Institution) -> QuerySet[Person]:
    """Whom the year concerns: the school's present students, by grade and name."""
    present = Person.objects.at(institution).students().current().filter(erased_at__isnull=True)
    return present.order_by("grade", "sort_key", "pk")


def as_seen(students: Sequence[Person]) -> str:
    """Something short that is another whenever students came, went or changed their grade."""
    return sha256(repr(sorted((each.pk, each.grade) for each in students)).encode()).hexdigest()[:16]


def rolled_over(institution: Institution, year: int) -> YearRollover | None:
    return institution.rollovers.filter(year=year, state=RolloverState.STORED).first()


def roll_over(institution: Institution, chosen: Chosen, by: User, *, seen: str) -> YearRollover:
    """Everybody's turn in one transaction. Raises Refused when it was done for this year, or students changed.

    `seen` is `as_seen` of the students whom the coordinator looked at.
    """
    with transaction.atomic():
        # Two coordinators who confirm at once wait here for one another, as does an import.
        institution = Institution.objects.select_for_update().get(pk=institution.pk)
        if rolled_over(institution, chosen.year):
            raise Refused(_("The school year %(year)s has begun here already. It begins once.") % {"year": chosen.year})
        students = list(students_of(institution).select_for_update(of=("self",)))
        if as_seen(students) != seen:
            raise Refused(_("Students came, went or changed since you opened this page. Look at the list again."))
        pupils = [Pupil(each.pk, each.grade) for each in students]
        turns = turns_of(pupils, chosen.last_grade, leaving=chosen.leaving, repeating=chosen.repeating)
        rollover = YearRollover.objects.create(
            institution=institution, year=chosen.year, by=by, left_on=chosen.left_on,
            turns=[[turn.key, turn.before, turn.after, turn.becomes] for turn in turns if turn.becomes != Becomes.SAME],
            counts={each.value: sum(turn.becomes == each for turn in turns) for each in Becomes},
        )
        apply(turns, {each.pk: each for each in students}, chosen.left_on, by, rollover)
        if institution.last_grade != chosen.last_grade:
            institution.last_grade = chosen.last_grade
            institution.save(update_fields=["last_grade", "updated_at"])
        record("rolled the school year over", institution, by, year=chosen.year, **rollover.counts)
    return rollover


def apply(turns: Sequence[Turn], students: dict[int, Person], left_on: date, by: User, rollover: YearRollover) -> None:
    changed = []
    for turn in turns:
        student = students[turn.key]
        if turn.becomes == Becomes.UP:
            student.grade = turn.after
        elif turn.becomes == Becomes.LEAVES:
            student.left_on = left_on
        else:
            continue
        changed.append(student)
    store(changed, by, f"school year {rollover.year}")


def store(students: Sequence[Person], by: User, reason: str) -> None:
    now = timezone.now()
    for each in students:
        each.updated_at = now
    Person.objects.bulk_update(students, ["grade", "left_on", "updated_at"], batch_size=200)
    Person.history.bulk_history_create(
        students, batch_size=ROWS_AT_ONCE, update=True, default_user=by, default_change_reason=reason
    )


def may_undo(rollover: YearRollover, now: datetime | None = None) -> bool:
    """Whether it is recent enough; whether a student changed since shows when it is tried."""
    recent = (now or timezone.now()) - rollover.created_at < UNDO_FOR
    return rollover.state == RolloverState.STORED and recent and bool(rollover.turns)


def undo(rollover: YearRollover, by: User) -> YearRollover:
    """Give everybody the grade from before, and leavers their place. Raises Refused naming who changed since."""
    if not may_undo(rollover):
        raise Refused(_("A turn of the year can be taken back for two weeks."))
    with transaction.atomic():
        institution = Institution.objects.select_for_update().get(pk=rollover.institution_id)
        turns = {pk: (before, after, becomes) for pk, before, after, becomes in rollover.turns}
        students = list(
            Person.objects.select_for_update(of=("self",)).filter(pk__in=turns, institution=institution).order_by("pk")
        )
        changed = [each for each in students if not stands(each, turns[each.pk], rollover.left_on)]
        if changed or len(students) != len(turns):
            names = ", ".join(each.name for each in changed[:NAMED]) or _("somebody who is at another school now")
            raise Refused(_("Changed since: %(names)s. Nothing was taken back.") % {"names": names})
        YearRollover.lifecycle.move(rollover, RolloverState.UNDONE, by=by)
        for student in students:
            student.grade, student.left_on = turns[student.pk][0], None
        store(students, by, f"school year {rollover.year} taken back")
        record("took the turn of the year back", institution, by, year=rollover.year)
    return rollover


def stands(student: Person, turn: tuple[int | None, int | None, str], left_on: date) -> bool:
    """Whether the student still is as the rollover left them."""
    _before, after, becomes = turn
    return student.grade == after and student.left_on == (left_on if becomes == Becomes.LEAVES else None)


def forget_turns(now: datetime | None = None) -> int:
    """Empty the turns that nobody can take back any more."""
    old = YearRollover.objects.filter(created_at__lt=(now or timezone.now()) - UNDO_FOR).exclude(turns=[])
    return old.update(turns=[])
