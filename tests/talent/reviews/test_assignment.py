"""The assignment, held against every assignment there is on small panels, and to what it promises on large ones."""

from itertools import combinations, product
from random import Random
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent.reviews.assignment import Assignment, Pair, Seat, Unmet, assign
from talent.reviews.network import Network, NotSolved, least_cost


@st.composite
def boards(draw, nominations: int = 3, reviewers: int = 3) -> dict:
    names = [f"n{i}" for i in range(draw(st.integers(1, nominations)))]
    seats = [
        Seat(f"r{j}", draw(st.one_of(st.none(), st.integers(0, 3)))) for j in range(draw(st.integers(1, reviewers)))
    ]
    pairs = [Pair(name, seat.reviewer) for name in names for seat in seats]
    return {
        "wanted": {name: draw(st.integers(0, 3)) for name in names}, "seats": seats,
        "barred": draw(st.sets(st.sampled_from(pairs), max_size=4)),
        "begun": draw(st.sets(st.sampled_from(pairs), max_size=3)),
        "kept": draw(st.sets(st.sampled_from(pairs), max_size=4)),
        "fit": {pair: draw(st.integers(0, 3)) for pair in draw(st.sets(st.sampled_from(pairs)))},
        "seed": draw(st.sampled_from(["a", "b"])),
    }


def loads_of(pairs, seats) -> list[int]:
    return [sum(pair.reviewer == seat.reviewer for pair in pairs) for seat in seats]


def merit(board: dict, pairs) -> tuple:
    """What the rule orders answers by: lacks, evenness, assignments taken back, fit; less is better."""
    lacks = [
        max(0, number - sum(pair.nomination == name for pair in pairs)) for name, number in board["wanted"].items()
    ]
    return (
        sum(lack * lack for lack in lacks), sum(load * load for load in loads_of(pairs, board["seats"])),
        len(board["kept"] - set(pairs)), -sum(board["fit"].get(pair, 0) for pair in pairs if pair not in held(board)),
    )


def held(board: dict) -> set[Pair]:
    return board["begun"] - board["barred"]


def every_answer(board: dict):
    """All assignments that the rule allows, one after the other."""
    fixed = held(board)
    choices = []
    for name, number in board["wanted"].items():
        open_seats = [
            Pair(name, seat.reviewer) for seat in board["seats"]
            if Pair(name, seat.reviewer) not in fixed | board["barred"]
        ]
        need = max(0, number - sum(pair.nomination == name for pair in fixed))
        choices.append([chosen for size in range(need + 1) for chosen in combinations(open_seats, size)])
    for answer in product(*choices):
        pairs = fixed.union(*answer)
        if all(
            seat.most is None
            or sum(pair.reviewer == seat.reviewer for pair in pairs)
            <= max(seat.most, sum(pair.reviewer == seat.reviewer for pair in fixed))
            for seat in board["seats"]
        ):
            yield pairs


@settings(max_examples=150)
@given(boards())
def test_no_other_assignment_is_better(board: dict):
    answer = assign(**board)
    assert merit(board, answer.pairs) == min(merit(board, pairs) for pairs in every_answer(board))


@given(boards(8, 6))
def test_what_was_begun_stays_and_what_is_barred_never_is(board: dict):
    answer = assign(**board)
    assert held(board) <= answer.pairs
    assert not board["barred"] & answer.pairs
    for name, number in board["wanted"].items():
        given = sum(pair.nomination == name for pair in answer.pairs)
        assert given <= max(number, sum(pair.nomination == name for pair in held(board)))


@given(boards(8, 6), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_changes_nothing(board: dict, random: Random):
    shuffled = dict(board)
    shuffled["seats"] = random.sample(board["seats"], len(board["seats"]))
    shuffled["wanted"] = dict(random.sample(list(board["wanted"].items()), len(board["wanted"])))
    assert assign(**shuffled) == Assignment(**{
        **assign(**board).__dict__, "loads": {seat.reviewer: assign(**board).loads[seat.reviewer] for seat in
                                              shuffled["seats"]}
    })


@given(boards(6, 5), st.randoms(use_true_random=False))
def test_other_names_give_an_answer_as_good(board: dict, random: Random):
    names = {f"n{i}": f"m{j}" for i, j in enumerate(random.sample(range(9), 9))}
    seats = {f"r{i}": f"s{j}" for i, j in enumerate(random.sample(range(9), 9))}

    def renamed(pairs):
        return {Pair(names[one.nomination], seats[one.reviewer]) for one in pairs}

    other = {
        "wanted": {names[name]: number for name, number in board["wanted"].items()},
        "seats": [Seat(seats[seat.reviewer], seat.most) for seat in board["seats"]],
        **{part: renamed(board[part]) for part in ("barred", "begun", "kept")},
        "fit": {Pair(names[a], seats[b]): value for (a, b), value in board["fit"].items()}, "seed": board["seed"],
    }
    assert merit(other, assign(**other).pairs) == merit(board, assign(**board).pairs)


@given(boards(8, 6))
def test_an_assignment_assigned_again_changes_nothing(board: dict):
    first = assign(**board)
    again = assign(**{**board, "kept": set(first.pairs) - held(board)})
    assert again.pairs == first.pairs
    assert not again.added
    assert not again.dropped


# --- on panels of a real size ------------------------------------------------------------


def panel(nominations: int = 40, reviewers: int = 8) -> dict:
    return {
        "wanted": {f"n{i}": 3 for i in range(nominations)}, "seats": [Seat(f"r{j}") for j in range(reviewers)],
        "barred": {Pair(f"n{i}", f"r{i % reviewers}") for i in range(nominations)}, "seed": "camp",
    }


def test_every_nomination_gets_its_reviewers_and_loads_differ_by_one_at_most():
    answer = assign(**panel(41, 8))
    assert not answer.unmet
    assert len(answer.pairs) == 3 * 41
    assert max(answer.loads.values()) - min(answer.loads.values()) <= 1


def test_expertise_is_preferred_where_it_costs_nothing_else():
    board = panel(40, 8)
    board["fit"] = {Pair(f"n{i}", f"r{j}"): 1 for i in range(40) for j in range(8) if i % 2 == j % 2}
    answer = assign(**board)
    assert sum(board["fit"].get(pair, 0) for pair in answer.pairs) == 3 * 40


def test_reviewers_are_mixed_so_that_calibration_can_compare_them():
    answer = assign(**panel(80, 8))
    by_nomination: dict[str, set[str]] = {}
    for pair in answer.pairs:
        by_nomination.setdefault(pair.nomination, set()).add(pair.reviewer)
    assert len({frozenset(group) for group in by_nomination.values()}) > 30


def test_who_leaves_half_way_keeps_what_was_begun_and_only_the_rest_is_given_to_others():
    board = panel(40, 8)
    first = assign(**board)
    of_leaver = sorted(pair for pair in first.pairs if pair.reviewer == "r0")
    begun = set(of_leaver[:5])
    board["seats"] = board["seats"][1:]
    answer = assign(**board, begun=begun, kept=first.pairs - begun)
    assert begun <= answer.pairs
    assert len(answer.added) == len(of_leaver) - 5
    assert not answer.dropped
    assert not answer.unmet
    assert max(answer.loads.values()) - min(answer.loads.values()) <= 1


def test_who_joins_takes_an_even_share_and_nothing_else_moves():
    board = panel(40, 8)
    first = assign(**board)
    board["seats"] = [*board["seats"], Seat("new")]
    answer = assign(**board, kept=first.pairs)
    assert {pair.reviewer for pair in answer.added} == {"new"}
    assert len(answer.added) == len(answer.dropped) == 13


def test_a_declared_conflict_moves_that_review_and_at_most_one_other():
    board = panel(40, 8)
    first = assign(**board)
    gone = min(first.pairs)
    board["barred"] = {*board["barred"], gone}
    answer = assign(**board, kept=first.pairs)
    assert gone in answer.dropped
    assert len(answer.dropped) <= 2


def test_a_late_nomination_moves_nobody():
    board = panel(40, 8)
    first = assign(**board)
    board["wanted"] = {**board["wanted"], "late": 3}
    answer = assign(**board, kept=first.pairs)
    assert {pair.nomination for pair in answer.added} == {"late"}
    assert not answer.dropped


def test_a_nomination_with_too_few_reviewers_is_named_with_the_reason():
    barred = {Pair("n1", "r0"), Pair("n1", "r1")}
    answer = assign({"n1": 3, "n2": 2}, [Seat("r0"), Seat("r1", 1), Seat("r2")], barred=barred)
    assert answer.unmet == (Unmet("n1", 3, 1, 2, 0),)
    full = assign({"n1": 2}, [Seat("r0"), Seat("r1", 0)])
    assert full.unmet == (Unmet("n1", 2, 1, 0, 1),)


def test_a_lack_is_shared_rather_than_left_to_one_nomination():
    answer = assign({"n1": 2, "n2": 2}, [Seat("r0", 1), Seat("r1", 1)])
    assert sorted(one.given for one in answer.unmet) == [1, 1]


def test_somebody_who_did_much_already_gets_no_more_while_others_have_less():
    begun = {Pair(f"n{i}", "r0") for i in range(10)}
    answer = assign({f"n{i}": 2 for i in range(10)}, [Seat("r0"), Seat("r1"), Seat("r2")], begun=begun)
    assert answer.loads == {"r0": 10, "r1": 5, "r2": 5}


def test_loads_far_from_even_are_found_where_conflicts_force_them():
    barred = {Pair(f"n{i}", f"r{j}") for i in range(60) for j in range(1, 9)}
    answer = assign({f"n{i}": 1 for i in range(60)}, [Seat(f"r{j}") for j in range(9)], barred=barred)
    assert answer.loads["r0"] == 60
    assert not answer.unmet


def test_nothing_to_assign_and_nobody_to_assign_to_are_answers():
    assert assign({}, []).pairs == frozenset()
    assert assign({"n": 2}, []).unmet == (Unmet("n", 2, 0, 0, 0),)
    assert assign({"n": 0}, [Seat("r")]).pairs == frozenset()


def test_two_thousand_nominations_for_sixty_reviewers_are_assigned_in_seconds():
    board = panel(2000, 60)
    board["fit"] = {Pair(f"n{i}", f"r{j}"): (i * j) % 4 for i in range(2000) for j in range(60)}
    begin = perf_counter()
    answer = assign(**board)
    assert not answer.unmet
    assert set(answer.loads.values()) == {100}
    assert perf_counter() - begin < 60


def test_a_flow_that_cannot_be_is_refused():
    one = np.array([1])
    network = Network(np.array([0, 1]), np.array([0]), one, np.array([2]), one)
    with pytest.raises(NotSolved):
        least_cost(network, [one])
