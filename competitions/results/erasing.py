"""Ranks, marks and awards stay under the contestant's code: a published list is never rewritten, only its names go."""

from competitions.results.models import PublishedResult
from talent.people.erasure import Erased, erased_with_person

erased_with_person(
    Erased(
        PublishedResult, "entry__registration__person", blank={"shown_name": ""},
        kept=["code", "delegation", "marks", "award"],
    )
)
