"""What still lacks, at a glance: nominations by things, for one school; schools by things, for the organiser."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from talent.calls.models import Call
from talent.institutions.models import Institution
from talent.nominations.models import CONSIDERED, NOT_HANDED_IN, Nomination
from talent.nominations.still_lacking import Lack, Thing, things_of
from talent.nominations.things import with_things

# What a submission already made sure of.
ONLY_BEFORE = frozenset({"nominee", "answers", "evidence"})


@dataclass(frozen=True)
class Line:
    """One nomination, and for each thing of the call what it lacks of it."""

    nomination: Nomination
    cells: tuple[tuple[Lack, ...], ...]

    @property
    def lacks(self) -> list[Lack]:
        return [lack for cell in self.cells for lack in cell]

    @property
    def to_submit(self) -> bool:
        """A draft that lacks nothing but being submitted."""
        return self.nomination.state in NOT_HANDED_IN and not any(lack.stops for lack in self.lacks)


def lines_of(call: Call, institution: Institution, things: Sequence[Thing]) -> list[Line]:
    """The school's nominations that may still come before the panel; a fixed number of queries."""
    nominations = list(
        with_things(call.nominations.filter(institution=institution, state__in=CONSIDERED))
        .order_by("nominee__sort_key", "pk")
    )
    found = [thing.find(call, nominations) for thing in things]
    return [Line(each, tuple(tuple(lacks.get(each.pk, ())) for lacks in found)) for each in nominations]


@dataclass
class SchoolLine:
    """One school: how many it handed in and still drafts, and how many of the handed in lack each thing."""

    institution: Institution
    submitted: int = 0
    drafts: int = 0
    lacking: dict[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not self.drafts and not any(self.lacking.values())


def school_lines(call: Call) -> tuple[list[Thing], list[SchoolLine]]:
    """For the organiser: numbers of the schools, by name; drafts are counted and not looked into."""
    things = [thing for thing in things_of(call) if thing.name not in ONLY_BEFORE]
    rows = call.nominations.filter(state__in=CONSIDERED)
    drafts = Counter(rows.filter(state__in=NOT_HANDED_IN).values_list("institution", flat=True))
    handed_in = list(rows.exclude(state__in=NOT_HANDED_IN).select_related("consent", "nominee").order_by("pk"))
    submitted = Counter(each.institution_id for each in handed_in)
    schools = Institution.objects.filter(pk__in={*drafts, *submitted}).order_by("latin_name", "pk")
    lines = {
        each.pk: SchoolLine(each, submitted[each.pk], drafts[each.pk], {thing.name: 0 for thing in things})
        for each in schools
    }
    by_key = {each.pk: each.institution_id for each in handed_in}
    for thing in things:
        for key, lacks in thing.find(call, handed_in).items():
            lines[by_key[key]].lacking[thing.name] += bool(lacks)
    return things, list(lines.values())
