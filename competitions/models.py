"""The module's models, gathered from its rooms."""

from competitions.contests.models import Contest, Entry, Juror, Problem
from competitions.marking.models import Mark, MarkChange
from competitions.results.models import CutoffChoice, CutoffProposal, Publication, PublishedResult

__all__ = [
    "Contest",
    "CutoffChoice",
    "CutoffProposal",
    "Entry",
    "Juror",
    "Mark",
    "MarkChange",
    "Problem",
    "Publication",
    "PublishedResult",
]
