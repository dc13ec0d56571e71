"""The rules of selection against brute force and against what an organiser would say."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from talent.selection.proposal import propose
from talent.selection.quotas import QuotaRule, bounds_of, said, stand
from talent.selection.reasons import Explanation
from talent.selection.scoring import Candidate, in_rank_order, lot

COUNTRIES, GENDERS, RURAL = ("LA", "TH", "VN"), ("f", "m", ""), ("yes", "no")
WORDS = {("country", "LA"): "from Laos", ("country", "TH"): "from Thailand", ("gender", "f"): "who are female"}


@st.composite
def candidates(draw, most: int = 8) -> list[Candidate]:
    scores = st.one_of(
        st.none(), st.sampled_from([Decimal(50), Decimal(0), Decimal(100)]),
        st.integers(0, 1_000_000).map(lambda steps: Decimal(steps) / 10_000),
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
def quota_rules(draw) -> list[QuotaRule]:
    attributes = {"country": ("", *COUNTRIES), "gender": ("", "f", "m"), "rural": ("", *RURAL)}
    count = st.one_of(st.none(), st.integers(0, 4))
    found = []
    for _ in range(draw(st.integers(0, 3))):
        attribute = draw(st.sampled_from(sorted(attributes)))
        value = draw(st.sampled_from(attributes[attribute]))
        found.append(QuotaRule(attribute, value, draw(count), draw(count)))
    return found


def every_selection(given: list[Candidate], places: int) -> Iterator[tuple[Candidate, ...]]:
    reviewed = [one for one in given if one.score is not None]
    for size in range(min(places, len(reviewed)) + 1):
        yield from combinations(reviewed, size)


def worth(selection, rules, given) -> tuple[int, int, int] | None:
    """How good a selection is: fewest missing, highest total, highest lots. None if it breaks a maximum."""
    standings = stand(bounds_of(rules, given), [one.key for one in selection])
    if any(each.over for each in standings):
        return None
    return -sum(each.missing for each in standings), sum(o.steps for o in selection), sum(o.lot for o in selection)


def best_worth(given, rules, places):
    found = [worth(selection, rules, given) for selection in every_selection(given, places)]
    return max(each for each in found if each is not None)


@settings(max_examples=250, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 8))
def test_the_proposal_is_what_trying_every_selection_finds(given, rules, places):
    proposed = propose(given, rules, places)
    selection = [one for one in given if one.key in proposed.selected]
    assert len(selection) <= places
    assert worth(selection, rules, given) == best_worth(given, rules, places)
    assert sum(each.by for each in proposed.shortfalls) == -best_worth(given, rules, places)[0]


@settings(max_examples=100, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 8), st.randoms())
def test_the_order_of_arrival_and_the_names_of_countries_change_nothing(given, rules, places, random):
    before = propose(given, rules, places)
    other = {"LA": "zz", "TH": "MM", "VN": "aa"}
    renamed = [
        replace(one, traits={**one.traits, "country": other[one.traits["country"]]}) for one in given
    ]
    random.shuffle(renamed)
    rules = [replace(r, value=other.get(r.value, r.value)) if r.attribute == "country" else r for r in rules]
    after = propose(renamed, rules, places)
    assert [one.key for one in after.ranked] == [one.key for one in before.ranked]
    assert total(after) == total(before)
    if len({one.lot for one in given}) == len(given) and not before.shortfalls:
        assert after.selected == before.selected


def total(proposed) -> int:
    return sum(one.steps for one in proposed.ranked if one.key in proposed.selected)


@settings(max_examples=60, deadline=None)
@given(candidates(7), quota_rules(), st.integers(1, 8), st.integers(0, 6), st.integers(1, 10_000))
def test_a_better_score_never_lowers_the_total(given, rules, places, which, more):
    reviewed = [one for one in given if one.score is not None]
    if not reviewed:
        return
    lucky = reviewed[which % len(reviewed)]
    better = [replace(one, score=one.score + more) if one is lucky else one for one in given]
    assert total(propose(better, rules, places)) >= total(propose(given, rules, places))


@settings(max_examples=80, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 8))
def test_a_named_conflict_is_a_real_one_and_none_of_it_can_be_spared(given, rules, places):
    proposed = propose(given, rules, places)
    if not proposed.shortfalls:
        assert not proposed.conflict
        return
    limit = places if proposed.with_places else len(given) + 1
    kept = list(proposed.conflict)
    assert best_worth_of_parts(given, kept, limit) < 0
    for part in kept:
        assert best_worth_of_parts(given, [one for one in kept if one is not part], limit) == 0


def best_worth_of_parts(given, parts, places) -> int:
    return best_worth(given, parts, places)[0]


@settings(max_examples=100, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 8))
def test_everybody_gets_one_short_sentence(given, rules, places):
    proposed = propose(given, rules, places)
    told = Explanation(proposed, places, WORDS).reasons()
    assert set(told) == {one.key for one in given}
    assert all(sentence.endswith(".") and len(sentence) <= 300 for sentence in told.values())


def one(key: str, score: str | None, country: str = "LA", gender: str = "f", rural: str = "no") -> Candidate:
    return Candidate(
        key, None if score is None else Decimal(score), lot("s", key),
        {"country": country, "gender": gender, "rural": rural},
    )


def told(given, rules, places):
    proposed = propose(given, rules, places)
    return proposed, Explanation(proposed, places, WORDS)


def test_a_maximum_that_was_reached_is_named_with_the_score_it_was_reached_at():
    given = [one("a", "90", "TH"), one("b", "80", "TH"), one("c", "70", "TH"), one("d", "60", "LA")]
    proposed, explained = told(given, [QuotaRule("country", "", None, 2)], 3)
    assert proposed.selected == {"a", "b", "d"}
    assert explained.reasons() == {
        "a": "Ranked 1 of 4 with 90.00: within the 3 places.",
        "b": "Ranked 2 of 4 with 80.00: within the 3 places.",
        "c": "Ranked 3 of 4 with 70.00: the quota “at most 2 from Thailand” was reached at 80.00.",
        "d": "Ranked 4 of 4 with 60.00: others ranked higher could not be taken under the quotas.",
    }


def test_a_minimum_tells_who_is_in_for_it_and_who_is_out_for_it():
    given = [one("a", "90", "TH"), one("b", "80", "TH"), one("c", "50.12345", "LA")]
    proposed, explained = told(given, [QuotaRule("country", "LA", 1)], 2)
    assert proposed.selected == {"a", "c"}
    assert explained.reasons()["b"] == "Ranked 2 of 3 with 80.00: a place was needed for “at least 1 from Laos”."
    assert explained.reasons()["c"] == "Ranked 3 of 3 with 50.1234: needed for “at least 1 from Laos”."


def test_equal_scores_are_told_that_the_lot_decided():
    given = [one(key, "70") for key in "abcd"]
    proposed, explained = told(given, [], 2)
    first = [each.key for each in in_rank_order(given)]
    assert proposed.selected == set(first[:2])
    assert explained.reasons()[first[3]] == (
        "Ranked 4 of 4 with 70.00: as many points as the last place, and the lot decided."
    )


def test_what_nobody_reviewed_is_last_and_never_proposed_even_with_places_free():
    proposed, explained = told([one("a", None), one("b", "0")], [], 5)
    assert [each.key for each in proposed.ranked] == ["b", "a"]
    assert proposed.selected == {"b"}
    assert explained.reasons()["a"] == "Nobody reviewed it: the panel must decide."


def test_impossible_quotas_are_named_with_how_many_are_lacking():
    given = [one("a", "90", "TH", "m"), one("b", "80", "LA", "m"), one("c", "70", "LA", "m"), one("d", "60", "TH")]
    rules = [QuotaRule("country", "LA", 3), QuotaRule("gender", "f", 1), QuotaRule("country", "TH", None, 2)]
    proposed, explained = told(given, rules, 3)
    assert proposed.selected == {"b", "c", "d"}
    assert explained.conflict() == (
        "These cannot all hold: at least 3 from Laos. "
        "“at least 3 from Laos”: 1 lacking (reviewed: 2, can be taken: 2)."
    )


def test_places_are_named_where_they_are_what_conflicts():
    given = [one("a", "90", "TH"), one("b", "80", "LA")]
    proposed, explained = told(given, [QuotaRule("country", "", 1)], 1)
    assert proposed.selected == {"a"}
    assert explained.conflict() == (
        "These cannot all hold: at least 1 from each country; 1 place. "
        "“at least 1 from Laos”: 1 lacking (reviewed: 1, can be taken: 0)."
    )


def test_for_each_gender_asks_nothing_of_those_who_did_not_say_theirs():
    given = [one("a", "90", gender="f"), one("b", "80", gender=""), one("c", "70", gender="x")]
    assert [bound.value for bound in bounds_of([QuotaRule("gender", "", 1)], given)] == ["f", "m"]


def test_a_rule_is_said_as_an_organiser_says_it():
    assert said(QuotaRule("country", "LA", 1, 3), WORDS) == "at least 1 from Laos, at most 3 from Laos"
    assert said(QuotaRule("institution", "", None, 2), WORDS) == "at most 2 from each school"
