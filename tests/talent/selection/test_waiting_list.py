from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from talent.selection.quotas import bounds_of, stand
from talent.selection.waiting_list import next_in_line
from tests.talent.selection.made import candidates, quota_rules, rule, worth
from tests.talent.selection.made import one as made_one


def one(key: str, score: str | None, country: str = "TH", gender: str = "f"):
    return made_one(key, score, country, gender)


def keys(found) -> list[str]:
    return [each.key for each in found]


def test_without_quotas_the_next_by_score_gets_the_place():
    assert keys(next_in_line([one("a", "90")], [one("c", "70"), one("b", "80")], [], [], 2)) == ["b"]


def test_while_every_place_is_held_nobody_is_next():
    assert next_in_line([one("a", "90")], [one("b", "80")], [], [], 1) == []


def test_the_only_nominee_of_a_country_that_must_be_there_is_followed_by_one_of_that_country():
    holding = [one("a", "90")]
    waiting = [one("b", "80"), one("c", "40", "LA")]
    assert keys(next_in_line(holding, waiting, [], [rule("country", "LA", 1)], 2)) == ["c"]


def test_a_maximum_that_is_reached_is_passed_over():
    holding = [one("a", "90"), one("x", "85", "LA")]
    waiting = [one("b", "80"), one("c", "40", "LA")]
    assert keys(next_in_line(holding, waiting, [], [rule("country", "", None, 1)], 3)) == []
    assert keys(next_in_line(holding[:1], waiting, [], [rule("country", "", None, 1)], 3)) == ["c"]


def test_a_minimum_that_nobody_waiting_can_meet_keeps_no_place_empty():
    rules = [rule("country", "LA", 1)]
    assert keys(next_in_line([one("a", "90")], [one("b", "80")], [one("z", "10", "LA")], rules, 2)) == ["b"]


def test_a_maximum_already_broken_by_a_decision_takes_nobody_more_of_its_kind():
    holding = [one("a", "90"), one("b", "80")]
    waiting = [one("c", "70"), one("d", "20", "LA")]
    assert keys(next_in_line(holding, waiting, [], [rule("country", "TH", None, 1)], 3)) == ["d"]


def test_two_free_places_are_filled_together_so_that_the_quotas_hold():
    waiting = [one("b", "80", "TH", "m"), one("c", "70", "TH", "m"), one("d", "60", "LA", "m"), one("e", "50")]
    rules = [rule("gender", "f", 1), rule("country", "LA", 1)]
    assert keys(next_in_line([one("a", "90", gender="m")], waiting, [], rules, 3)) == ["d", "e"]


def test_what_nobody_reviewed_is_never_promoted_by_itself():
    assert next_in_line([], [one("b", None)], [], [], 2) == []


def test_a_share_that_the_next_by_score_would_break_goes_to_who_keeps_it():
    holding = [one("a", "90", gender="m"), one("x", "85")]
    waiting = [one("b", "80", gender="m"), one("c", "40")]
    balance = [rule("gender", "f", share=("0.5", "0.7"))]
    assert keys(next_in_line(holding, waiting, [], balance, 3)) == ["c"]


def test_when_the_person_who_declines_leaves_a_share_broken_the_next_mends_it():
    holding = [one("a", "90", gender="m"), one("b", "85", gender="m"), one("x", "80")]
    waiting = [one("c", "70", gender="m"), one("d", "20")]
    assert keys(next_in_line(holding, waiting, [], [rule("gender", "f", share=("0.5", "0.6"))], 4)) == ["d"]


def test_a_share_that_everybody_waiting_would_break_keeps_the_place_free():
    holding = [one("a", "90", gender="m"), one("x", "85")]
    balance = [rule("gender", "m", share=(None, "0.5"))]
    assert next_in_line(holding, [one("b", "80", gender="m")], [], balance, 3) == []


@settings(max_examples=200, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 6), st.integers(0, 255))
def test_the_line_is_what_trying_every_filling_finds(everyone, rules, places, mask):
    holding = [each for number, each in enumerate(everyone) if mask >> number & 1][:places]
    waiting = [each for each in everyone if each not in holding]
    line = next_in_line(holding, waiting, [], rules, places)
    bounds = bounds_of([part for each in rules for part in each.parts()], everyone)
    before = {id(each.bound): each.have for each in stand(bounds, [each.key for each in holding])}

    def value(filling):
        after = stand(bounds, [each.key for each in [*holding, *filling]])
        counted = [each for each in after if each.bound.rule.maximum is not None]
        if any(each.over and each.have > before[id(each.bound)] for each in counted):
            return None
        amiss = sum(each.missing + (each.over if each not in counted else 0) for each in after)
        return -amiss, *worth(filling)

    reviewed = [each for each in waiting if each.score is not None]
    free = max(0, places - len(holding))
    every = [value(f) for size in range(min(free, len(reviewed)) + 1) for f in combinations(reviewed, size)]
    assert value(tuple(line)) == max(each for each in every if each is not None)
    assert len(holding) + len(line) <= places
