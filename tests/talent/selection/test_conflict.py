"""What cannot hold together, against trying every set of rules and every selection."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from talent.selection.conflict import find_conflict, told
from talent.selection.proposal import best_proposal
from talent.selection.quotas import bounds_of, stand
from talent.selection.terms import Ruling, Terms
from tests.talent.selection.made import candidates, every_selection, kept, one, quota_rules, rule, rulings_on

WORDS = {("country", "LA"): "from Laos", ("gender", "f"): "who are female", ("country", ""): "from each country"}


def terms_of(rules, places, rulings=()) -> Terms:
    return Terms(places, tuple(rules), tuple(rulings))


def possible(given, terms) -> bool:
    reviewed = {each.key for each in given if each.score is not None}
    if any(ruling.take and ruling.key not in reviewed for ruling in terms.rulings):
        return False
    return any(kept(terms, given, selection) for selection in every_selection(given, terms.places))


def every_part(terms, given):
    """All parts of the terms, as terms of their own: (rules, rulings, places)."""
    wide = len(given)
    parts = [Terms(wide, (part,)) for each in terms.rules for part in each.parts()]
    parts += [Terms(wide, (), (ruling,)) for ruling in terms.rulings]
    return [*parts, Terms(terms.places)]


def together(parts) -> Terms:
    return Terms(
        min(part.places for part in parts), tuple(each for part in parts for each in part.rules),
        tuple(each for part in parts for each in part.rulings),
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), candidates(6), quota_rules(), st.integers(0, 6))
def test_the_named_conflict_is_the_smallest_there_is(data, given, rules, places):
    terms = terms_of(rules, places, data.draw(rulings_on(given)))
    assume(not possible(given, terms))
    found = find_conflict(given, terms)
    parts = every_part(terms, given)
    smallest = next(
        size for size in range(1, len(parts) + 1)
        if any(not possible(given, together(some)) for some in combinations(parts, size))
    )
    assert found.smallest
    assert len(found.parts) == smallest
    named = [
        Terms(part.places if not part.rule and not part.ruling else len(given),
              (part.rule,) if part.rule else (), (part.ruling,) if part.ruling else ())
        for part in found.parts
    ]
    assert not possible(given, together(named))


@settings(max_examples=100, deadline=None)
@given(st.data(), candidates(6), quota_rules(), st.integers(0, 6))
def test_no_selection_breaks_the_rules_by_fewer_people_than_is_said(data, given, rules, places):
    terms = terms_of(rules, places, data.draw(rulings_on(given)))
    assume(not possible(given, terms))
    found = find_conflict(given, terms)
    assert sum(people for _part, people in found.giving) == min(
        amiss(terms, given, selection) for selection in every_selection(given, len(given))
    )


def amiss(terms, given, selection) -> int:
    """By how many people a selection breaks the terms; who cannot be taken at all is missed by nothing more."""
    keys = {each.key for each in selection}
    standings = stand(bounds_of([part for each in terms.rules for part in each.parts()], given), keys)
    rulings = sum((ruling.key in keys) != ruling.take for ruling in terms.rulings)
    return sum(each.missing + each.over for each in standings) + rulings + max(0, len(selection) - terms.places)


def test_where_all_holds_there_is_no_conflict_to_name():
    with pytest.raises(ValueError, match="everything holds"):
        find_conflict([one("a", "1")], terms_of([], 1))


def sentences(given, rules, places, rulings=()):
    terms = terms_of(rules, places, rulings)
    assert best_proposal(given, terms) is None
    return told(find_conflict(given, terms), WORDS)


def test_a_minimum_with_too_few_to_meet_it_says_how_many_there_are():
    given = [one("a", "90", "TH", "m"), one("b", "80", "LA", "m"), one("c", "70", "LA", "m"), one("d", "60", "TH")]
    rules = [rule("gender", "f", 1), rule("country", "LA", 3), rule("country", "TH", None, 2)]
    assert sentences(given, rules, 3) == [
        "This cannot hold: “at least 3 from Laos”.",
        "At least 3 from Laos are asked for, but only 2 can be taken.",
        "It would hold if “at least 3 from Laos” asked for 2.",
    ]


def test_places_are_named_where_they_are_what_conflicts():
    given = [one("a", "90", "TH"), one("b", "80", "LA")]
    assert sentences(given, [rule("country", "", 1)], 1) == [
        ("These cannot all hold, and no fewer conflict: “at least 1 from each country” (from Laos, with country TH); "
        "1 place."),
        "They would hold if one gave way: “at least 1 from each country” gave way by 1, or there were 2 places.",
    ]


def test_of_a_quota_for_each_value_only_the_values_that_conflict_are_named():
    given = [one(f"t{number}", "50", f"C{number // 2}") for number in range(20)] + [one("l", "50", "LA")]
    assert sentences(given, [rule("country", "", 2), rule("country", "LA", 1)], 30) == [
        "This cannot hold: “at least 2 from each country” (from Laos).",
        "At least 2 from Laos are asked for, but only 1 can be taken.",
        "It would hold if “at least 2 from each country” asked for 1.",
    ]
    tight = sentences(given[:-1], [rule("country", "", None, 1), rule("gender", "f", 11)], 30)[0]
    assert tight.count("with country C") == 10
    narrow = [rule("country", "", None, 1), rule("country", "C4", 2)]
    assert "(with country C4)" in sentences(given, narrow, 30)[0]


def test_a_ruling_that_breaks_a_maximum_is_named_with_it():
    given = [one("a", "90"), one("b", "80")]
    rulings = [Ruling("a", True, "x"), Ruling("b", True, "y")]
    assert sentences(given, [rule("country", "LA", None, 1)], 2, rulings) == [
        "These cannot all hold, and no fewer conflict: “at most 1 from Laos”; a must be taken; b must be taken.",
        ("They would hold if one gave way: “at most 1 from Laos” let in 2, or the ruling on a were lifted, or "
        "the ruling on b were lifted."),
    ]


def test_two_conflicts_at_once_say_what_the_least_change_for_everything_is():
    given = [one("a", "90", "TH", "m"), one("b", "80", "LA", "m")]
    rules = [rule("country", "LA", 2), rule("gender", "f", 1)]
    assert sentences(given, rules, 2)[-1] == (
        "For everything to hold at once, the least is that “at least 2 from Laos” asked for 1, and "
        "“at least 1 who are female” asked for 0."
    )


def test_who_must_be_taken_without_a_review_is_a_conflict_of_its_own():
    assert sentences([one("a", None), one("b", "1")], [], 2, [Ruling("a", True)]) == [
        "This cannot hold: a must be taken.", "It would hold if the ruling on a were lifted.",
    ]


def test_shares_conflict_too():
    given = [one("a", "90", "LA", "m"), one("b", "80", "LA", "f"), one("c", "80", "LA", "f")]
    rules = [rule("gender", "f", share=(None, "0.5")), rule("country", "LA", 3)]
    assert sentences(given, rules, 3) == [
        "These cannot all hold, and no fewer conflict: “at most 50 % who are female”; “at least 3 from Laos”.",
        ("They would hold if one gave way: “at most 50 % who are female” gave way by 1, or “at least 3 from Laos” "
        "asked for 2."),
    ]


def test_many_rulings_and_schools_are_answered_too():
    given = [one(f"n{number}", str(number), f"C{number % 40}") for number in range(400)]
    rulings = [Ruling(f"n{number}", True) for number in range(0, 400, 10)]
    found = find_conflict(given, terms_of([rule("country", "", None, 1)], 50, rulings))
    assert found.smallest
    assert len(found.parts) == 3
    assert [len(part.bounds) for part in found.parts if part.rule] == [1]
