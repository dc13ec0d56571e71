"""Whether an institution may be in the store already."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from talent.institutions.models import Institution, InstitutionState

# Words that tell no school from another.
COMMON = {
    "school", "secondary", "high", "lycee", "lyceum", "gymnasium", "university", "the", "of", "and", "no", "nr",
    "number", "de", "du", "la", "le", "des",
}
ALIKE = 0.86


@dataclass(frozen=True)
class Known:
    """What is known of an institution, for comparison."""

    number: int
    name: str
    latin_name: str
    registry_number: str = ""


def folded(name: str) -> str:
    """A name without case, accents and punctuation, its words and numbers in alphabetical order."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return " ".join(sorted(re.findall(r"\d+|[^\W\d]+", plain.casefold())))


def telling(name: str) -> str:
    """The folded name without the words that tell no school from another, if anything else is left."""
    words = folded(name).split()
    return " ".join(word for word in words if word not in COMMON) or " ".join(words)


def alike(one: str, other: str) -> bool:
    """Whether two names may mean the same. Different numbers in a name are different schools (School 5, School 7)."""
    first, second = sorted((telling(one), telling(other)))
    if not first or not second:
        return False
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    if first == second:
        return True
    match = SequenceMatcher(None, first, second, autojunk=False)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def maybe_the_same(new: Known, known: Iterable[Known]) -> list[int]:
    """The numbers of those that may be the same: an equal registry number, or a name alike in either script."""
    registry = folded(new.registry_number)
    return [
        each.number
        for each in known
        if (registry and registry == folded(each.registry_number))
        or alike(new.latin_name, each.latin_name)
        or folded(new.name) == folded(each.name)
    ]


def similar_institutions(institution: Institution, shown: int = 5) -> list[Institution]:
    """Institutions of the same country that may be this one; those refused are not looked at."""
    there = (
        Institution.objects.filter(country=institution.country)
        .exclude(state=InstitutionState.REFUSED)
        .exclude(pk=institution.pk)
    )
    known = [Known(*row) for row in there.values_list("pk", "name", "latin_name", "registry_number").iterator()]
    new = Known(0, institution.name, institution.latin_name, institution.registry_number)
    return list(Institution.objects.filter(pk__in=maybe_the_same(new, known)[:shown]).order_by("latin_name"))
