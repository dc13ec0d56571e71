from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from talent.selection.quotas import QuotaRule, bounds_of, stand
from talent.selection.scoring import Candidate, lot
from talent.selection.waiting_list import next_in_line
from tests.talent.selection.test_proposal import candidates, quota_rules


def one(key: str, score: str | None, country: str = "TH", gender: str = "f") -> Candidate:
    return Candidate(
        key, None if score is None else Decimal(score), lot("s", key), {"country": country, "gender": gender}
    )


def keys(found) -> list[str]:
    return [each.key for each in found]


def test_without_quotas_the_next_by_score_gets_the_place():
    assert keys(next_in_line([one("a", "90")], [one("c", "70"), one("b", "80")], [], [], 2)) == ["b"]


def test_while_every_place_is_held_nobody_is_next():
    assert next_in_line([one("a", "90")], [one("b", "80")], [], [], 1) == []


def test_the_only_nominee_of_a_country_that_must_be_there_is_followed_by_one_of_that_country():
    holding = [one("a", "90")]
    waiting = [one("b", "80"), one("c", "40", "LA")]
    assert keys(next_in_line(holding, waiting, [], [QuotaRule("country", "LA", 1)], 2)) == ["c"]


def test_a_maximum_that_is_reached_is_passed_over():
    holding = [one("a", "90"), one("x", "85", "LA")]
    waiting = [one("b", "80"), one("c", "40", "LA")]
    assert keys(next_in_line(holding, waiting, [], [QuotaRule("country", "", None, 1)], 3)) == []
    assert keys(next_in_line(holding[:1], waiting, [], [QuotaRule("country", "", None, 1)], 3)) == ["c"]


def test_a_minimum_that_nobody_waiting_can_meet_keeps_no_place_empty():
    rules = [QuotaRule("country", "LA", 1)]
    assert keys(next_in_line([one("a", "90")], [one("b", "80")], [one("z", "10", "LA")], rules, 2)) == ["b"]


def test_a_maximum_already_broken_by_a_decision_takes_nobody_more_of_its_kind():
    holding = [one("a", "90"), one("b", "80")]
    waiting = [one("c", "70"), one("d", "20", "LA")]
    assert keys(next_in_line(holding, waiting, [], [QuotaRule("country", "TH", None, 1)], 3)) == ["d"]


def test_two_free_places_are_filled_together_so_that_the_quotas_hold():
    waiting = [one("b", "80", "TH", "m"), one("c", "70", "TH", "m"), one("d", "60", "LA", "m"), one("e", "50")]
    rules = [QuotaRule("gender", "f", 1), QuotaRule("country", "LA", 1)]
    assert keys(next_in_line([one("a", "90", gender="m")], waiting, [], rules, 3)) == ["d", "e"]


def test_what_nobody_reviewed_is_never_promoted_by_itself():
    assert next_in_line([], [one("b", None)], [], [], 2) == []


@settings(max_examples=150, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 6), st.integers(0, 255))
def test_the_line_is_what_trying_every_filling_finds(everyone, rules, places, mask):
    holding = [each for number, each in enumerate(everyone) if mask >> number & 1][:places]
    waiting = [each for each in everyone if each not in holding]
    line = next_in_line(holding, waiting, [], rules, places)
    bounds = bounds_of(rules, everyone)
    before = stand(bounds, [each.key for each in holding])

    def worth(filling):
        after = stand(bounds, [each.key for each in [*holding, *filling]])
        if any(late.over > max(early.over, 0) for early, late in zip(before, after, strict=True)):
            return None
        return -sum(e.missing for e in after), sum(e.steps for e in filling), sum(e.lot for e in filling)

    reviewed = [each for each in waiting if each.score is not None]
    free = max(0, places - len(holding))
    every = [worth(f) for size in range(min(free, len(reviewed)) + 1) for f in combinations(reviewed, size)]
    assert worth(line) == max(each for each in every if each is not None)
    assert len(holding) + len(line) <= places
