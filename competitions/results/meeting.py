"""What the jury looks at when it decides: the proposals, its own draft of cut-offs, and what moving one would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.contests.mark import MarkRefused, number_text, read_number
from competitions.results.consequence import Consequence, Move, consequence, steps
from competitions.results.distribution import distribution
from competitions.results.drawing import Drawing, draw
from competitions.results.medals import MEDALS, Award, Cutoffs, Outcome, outcome
from competitions.results.ranking import Ranking
from competitions.results.sheet import ResultSheet

FIELDS = {Award.GOLD: "gold", Award.SILVER: "silver", Award.BRONZE: "bronze"}


class DraftRefused(ValueError):
    """What was typed are no cut-offs; the text says why."""


@dataclass(frozen=True)
class OutcomeShown:
    """An outcome in the words of a jury's table."""

    outcome: Outcome
    name: str = ""

    @property
    def cutoffs(self) -> list[str]:
        return [cutoff_text(cutoff) for cutoff in self.outcome.cutoffs.as_tuple()]

    @property
    def share(self) -> str:
        return f"{float(self.outcome.share) * 100:.1f} %"

    @property
    def ratio(self) -> str:
        """Gold : silver : bronze with bronze as three: 1 : 2 : 3 is what the regulation wants."""
        parts = self.outcome.parts()
        return "–" if parts is None else " : ".join(f"{float(part):.2f}" for part in parts)

    @property
    def distance(self) -> str:
        return f"{float(self.outcome.distance):.1f}"

    @property
    def query(self) -> str:
        return query_of(self.outcome.cutoffs)


@dataclass(frozen=True)
class CutoffControl:
    """One medal's number and its two buttons; an empty query means that there is no further step."""

    medal: Award
    field: str
    value: str
    more: str
    fewer: str


@dataclass(frozen=True)
class Meeting:
    """`before` is the jury's present choice, or the nearest proposal; `draft` what is being looked at."""

    ranking: Ranking
    proposals: Sequence[OutcomeShown]
    before: OutcomeShown
    draft: OutcomeShown
    consequence: Consequence
    moves: Sequence[str]
    controls: Sequence[CutoffControl]
    drawing: Drawing
    changed: bool


def cutoff_text(cutoff: Decimal | None) -> str:
    return "" if cutoff is None else number_text(cutoff)


def query_of(cutoffs: Cutoffs) -> str:
    return urlencode({FIELDS[medal]: cutoff_text(cutoffs.of(medal)) for medal in MEDALS})


def read_draft(query: Mapping[str, str], otherwise: Cutoffs) -> Cutoffs:
    """The cut-offs of the address, `otherwise` where it has none. An empty one: nobody gets that medal.

    Raises DraftRefused.
    """
    if not any(field in query for field in FIELDS.values()):
        return otherwise
    read: dict[str, Decimal | None] = {}
    for medal, field in FIELDS.items():
        text = query.get(field, "").strip()
        try:
            read[field] = read_number(text, decimal_comma=True) if text else None
        except MarkRefused as refusal:
            raise DraftRefused(f"{medal.label}: {refusal}") from None
    given = [cutoff for cutoff in read.values() if cutoff is not None]
    if any(not cutoff for cutoff in given):
        raise DraftRefused(_("The lowest total of a medal is above zero."))
    if given != sorted(given, reverse=True):
        raise DraftRefused(_("Gold is not below silver, and silver not below bronze."))
    return Cutoffs(**read)


def meeting(sheet: ResultSheet, before: Cutoffs, draft: Cutoffs) -> Meeting:
    ranking = sheet.ranked(draft)
    levels = ranking.levels
    moved = consequence(levels, before, draft)
    proposals = [
        OutcomeShown(each, names_of(each, ranking)) for each in ranking.proposal.neighbours()
    ]
    return Meeting(
        ranking=ranking,
        proposals=proposals,
        before=OutcomeShown(outcome(levels, before)),
        draft=OutcomeShown(outcome(levels, draft)),
        consequence=moved,
        moves=[move_words(move) for move in moved.moves],
        controls=[control(ranking, draft, medal) for medal in MEDALS],
        drawing=draw(distribution(levels, draft, sheet.highest_possible)),
        changed=before != draft,
    )


def move_words(move: Move) -> str:
    who = []
    if move.contestants:
        who.append(ngettext("%(n)s contestant", "%(n)s contestants", move.contestants) % {"n": move.contestants})
    if move.guests:
        who.append(ngettext("%(n)s guest", "%(n)s guests", move.guests) % {"n": move.guests})
    return _("total %(total)s: %(who)s, from %(had)s to %(gets)s") % {
        "total": number_text(move.total), "who": ", ".join(who), "had": move.had.label, "gets": move.gets.label,
    }


def names_of(proposed: Outcome, ranking: Ranking) -> str:
    twice = proposed.medals * 2 - proposed.size
    name = _("exactly half") if not twice else _("over half") if twice > 0 else _("under half")
    return _("%(name)s, nearest") % {"name": name} if proposed == ranking.proposal.nearest else name


def control(ranking: Ranking, draft: Cutoffs, medal: Award) -> CutoffControl:
    more, fewer = steps(ranking.levels, draft, medal)
    return CutoffControl(
        medal=medal, field=FIELDS[medal], value=cutoff_text(draft.of(medal)),
        more=query_of(more) if more else "", fewer=query_of(fewer) if fewer else "",
    )
