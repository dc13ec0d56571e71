"""Invented candidates and rules, and what trying every selection finds."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from talent.selection.quotas import QuotaRule, bounds_of, stand
from talent.selection.scoring import Candidate, lot
from talent.selection.terms import Ruling, Terms

COUNTRIES, GENDERS, RURAL = ("LA", "TH", "VN"), ("f", "m", ""), ("yes", "no")


def rule(
    column: str, value: str = "", least: int | None = None, most: int | None = None, *,
    share: tuple[str | None, str | None] = (None, None),
) -> QuotaRule:
    low, high = (None if each is None else Fraction(each) for each in share)
    whom = {"where": ((column, value),)} if value else {"per": column}
    return QuotaRule(**whom, minimum=least, maximum=most, minimum_share=low, maximum_share=high)


def one(key: str, score: str | None, country: str = "LA", gender: str = "f", rural: str = "no") -> Candidate:
    return Candidate(
        key, None if score is None else Decimal(score), lot("s", key),
        {"country": country, "gender": gender, "rural": rural},
    )


@st.composite
def candidates(draw, most: int = 8) -> list[Candidate]:
    scores = st.one_of(
        st.none(), st.sampled_from([Decimal(50), Decimal(0), Decimal(100), Decimal(-3)]),
        st.integers(0, 1_000_000).map(lambda steps: Decimal(steps) / 10_000),
        st.decimals(-10, 100, places=17),
    )
    return [
        Candidate(
            f"n{number}", draw(scores), lot("seed", f"n{number}"),
            {
                "country": draw(st.sampled_from(COUNTRIES)), "gender": draw(st.sampled_from(GENDERS)),
                "rural": draw(st.sampled_from(RURAL)),
            },
        )
        for number in range(draw(st.integers(0, most)))
    ]


@st.composite
def quota_rules(draw, most: int = 3) -> list[QuotaRule]:
    attributes = {"country": ("", *COUNTRIES), "gender": ("", "f", "m"), "rural": ("", *RURAL)}
    count = st.one_of(st.none(), st.integers(0, 4))
    share = st.one_of(st.none(), st.none(), st.fractions(0, 1, max_denominator=40))
    found = []
    for _ in range(draw(st.integers(0, most))):
        attribute = draw(st.sampled_from(sorted(attributes)))
        value = draw(st.sampled_from(attributes[attribute]))
        found.append(
            QuotaRule(
                **({"where": ((attribute, value),)} if value else {"per": attribute}), minimum=draw(count),
                maximum=draw(count), minimum_share=draw(share), maximum_share=draw(share),
            )
        )
    return found


@st.composite
def rulings_on(draw, given: list[Candidate]) -> tuple[Ruling, ...]:
    keys = draw(st.lists(st.sampled_from([each.key for each in given]), max_size=2, unique=True)) if given else []
    return tuple(Ruling(key, draw(st.booleans()), "the board says so") for key in keys)


def every_selection(given: list[Candidate], places: int) -> Iterator[tuple[Candidate, ...]]:
    reviewed = [each for each in given if each.score is not None]
    for size in range(min(places, len(reviewed)) + 1):
        yield from combinations(reviewed, size)


def kept(terms: Terms, given: list[Candidate], selection: tuple[Candidate, ...]) -> bool:
    """Whether a selection keeps everything, by what the words say."""
    keys = {each.key for each in selection}
    for quota in terms.rules:
        values = [quota.where] if quota.where else [
            ((quota.per, value),) for value in {each.traits[quota.per] for each in given} - {""}
        ]
        for where in values:
            have = sum(all(each.traits[name] == value for name, value in where) for each in selection)
            if have < (quota.minimum or 0) or have < (quota.minimum_share or 0) * len(selection):
                return False
            if quota.maximum is not None and have > quota.maximum:
                return False
            if quota.maximum_share is not None and have > quota.maximum_share * len(selection):
                return False
    return len(selection) <= terms.places and all((each.key in keys) == each.take for each in terms.rulings)


def worth(selection: tuple[Candidate, ...]) -> tuple[Decimal, int]:
    return sum((Fraction(each.score) for each in selection), Fraction()), sum(each.lot for each in selection)


def near(terms: Terms, given: list[Candidate], selection: tuple[Candidate, ...]) -> tuple | None:
    """How good a selection is where not all can hold: fewest people missing from minima, total, lots."""
    keys = {each.key for each in selection}
    if any(ruling.key in keys and not ruling.take for ruling in terms.rulings):
        return None
    parts = [part for each in terms.rules for part in each.parts()]
    standings = stand(bounds_of(parts, given), keys)
    if any(each.over for each in standings):
        return None
    reviewed = {each.key for each in given if each.score is not None}
    musts = sum(each.take and each.key in reviewed and each.key not in keys for each in terms.rulings)
    return (-sum(each.missing for each in standings) - musts, *worth(selection))
