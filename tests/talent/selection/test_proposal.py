"""The rules of selection against brute force and against what an organiser would say."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from talent.selection.price import prices
from talent.selection.proposal import best_proposal, propose
from talent.selection.quotas import QuotaRule, bounds_of, fits, percent, said
from talent.selection.reasons import Explanation
from talent.selection.scoring import in_rank_order, lot
from talent.selection.terms import Ruling, Terms
from tests.talent.selection.made import (
    candidates,
    every_selection,
    kept,
    near,
    one,
    quota_rules,
    rule,
    rulings_on,
    worth,
)

WORDS = {
    ("country", "LA"): "from Laos", ("country", "TH"): "from Thailand", ("gender", "f"): "who are female",
    ("country", ""): "from each country",
}


def terms_of(rules, places, rulings=()) -> Terms:
    return Terms(places, tuple(rules), tuple(rulings))


def taken(proposed, given):
    return tuple(each for each in given if each.key in proposed.selected)


def best_of(given, terms):
    """The worth of the best selection that keeps everything, or None."""
    reviewed = {each.key for each in given if each.score is not None}
    if any(ruling.take and ruling.key not in reviewed for ruling in terms.rulings):
        return None
    found = [worth(each) for each in every_selection(given, terms.places) if kept(terms, given, each)]
    return max(found, default=None)


@settings(max_examples=300, deadline=None)
@given(st.data(), candidates(), quota_rules(), st.integers(0, 8))
def test_the_proposal_is_what_trying_every_selection_finds(data, given, rules, places):
    terms = terms_of(rules, places, data.draw(rulings_on(given)))
    proposed, best = best_proposal(given, terms), best_of(given, terms)
    if best is None:
        assert proposed is None
        return
    selection = taken(proposed, given)
    assert kept(terms, given, selection)
    assert worth(selection) == best
    assert proposed.by_lot
    assert Fraction(proposed.total) == best[0]


@settings(max_examples=150, deadline=None)
@given(st.data(), candidates(), quota_rules(), st.integers(0, 8))
def test_where_not_all_can_hold_the_nearest_is_proposed_and_no_maximum_is_broken(data, given, rules, places):
    terms = terms_of(rules, places, data.draw(rulings_on(given)))
    proposed = propose(given, terms)
    if proposed.conflict is None:
        return
    every = [near(terms, given, selection) for selection in every_selection(given, places)]
    assert near(terms, given, taken(proposed, given)) == max(each for each in every if each is not None)
    assert len(proposed.selected) <= places


@settings(max_examples=100, deadline=None)
@given(candidates(), quota_rules(), st.integers(1, 8), st.randoms())
def test_the_order_of_arrival_and_the_names_of_countries_change_nothing(given, rules, places, random):
    before = propose(given, terms_of(rules, places))
    other = {"LA": "zz", "TH": "MM", "VN": "aa"}
    renamed = [replace(each, traits={**each.traits, "country": other[each.traits["country"]]}) for each in given]
    random.shuffle(renamed)
    rules = [
        replace(each, where=tuple((name, other.get(value, value)) for name, value in each.where)) for each in rules
    ]
    random.shuffle(rules)
    after = propose(renamed, terms_of(rules, places))
    assert [each.key for each in after.ranked] == [each.key for each in before.ranked]
    assert after.selected == before.selected


@settings(max_examples=80, deadline=None)
@given(candidates(7), quota_rules(), st.integers(1, 8), st.integers(0, 6), st.decimals(0, 10, places=4))
def test_a_better_score_never_lowers_the_total(given, rules, places, which, more):
    reviewed = [each for each in given if each.score is not None]
    before = best_proposal(given, terms_of(rules, places))
    if not reviewed or before is None:
        return
    lucky = reviewed[which % len(reviewed)]
    better = [replace(each, score=each.score + more) if each is lucky else each for each in given]
    assert best_proposal(better, terms_of(rules, places)).total >= before.total


@settings(max_examples=120, deadline=None)
@given(candidates(7), candidates(3), quota_rules(), st.integers(1, 8))
def test_one_more_nominee_never_lowers_the_total_nor_makes_quotas_impossible(given, more, rules, places):
    """Whoever was selected can be selected still: it holds as long as no group is new to a quota for each value."""
    if not given or not more:
        return
    groups = {name: {each.traits[name] for each in given} for name in given[0].traits}
    extra = replace(more[0], key="extra", lot=lot("seed", "extra"))
    if any(extra.traits[each.per] not in groups[each.per] | {""} for each in rules if each.per):
        return
    before = best_proposal(given, terms_of(rules, places))
    if before is not None:
        assert best_proposal([*given, extra], terms_of(rules, places)).total >= before.total


@settings(max_examples=60, deadline=None)
@given(candidates(7), quota_rules(), st.integers(1, 6))
def test_the_price_of_a_quota_is_what_trying_every_selection_without_it_finds(given, rules, places):
    terms = terms_of(rules, places)
    proposed = best_proposal(given, terms)
    for price in prices(given, terms, proposed.total if proposed else None):
        best = best_of(given, terms_of([each for each in rules if each is not price.without], places))
        assert (None if price.total is None else Fraction(price.total)) == (best and best[0])
        if proposed:
            assert price.gain >= 0


@settings(max_examples=150, deadline=None)
@given(st.data(), candidates(), quota_rules(), st.integers(0, 8))
def test_everybody_gets_one_short_sentence(data, given, rules, places):
    proposed = propose(given, terms_of(rules, places, data.draw(rulings_on(given))))
    told = Explanation(proposed, WORDS).reasons()
    assert set(told) == {each.key for each in given}
    assert all(sentence.endswith(".") and len(sentence) <= 300 for sentence in told.values())


def told(given, rules, places, rulings=()):
    proposed = propose(given, terms_of(rules, places, rulings))
    return proposed, Explanation(proposed, WORDS)


def test_a_maximum_that_was_reached_is_named_with_the_score_it_was_reached_at():
    given = [one("a", "90", "TH"), one("b", "80", "TH"), one("c", "70", "TH"), one("d", "60", "LA")]
    proposed, explained = told(given, [rule("country", "", None, 2)], 3)
    assert proposed.selected == {"a", "b", "d"}
    assert explained.reasons() == {
        "a": "Ranked 1 of 4 with 90.00, for 3 places: within the places.",
        "b": "Ranked 2 of 4 with 80.00, for 3 places: within the places.",
        "c": "Ranked 3 of 4 with 70.00, for 3 places: “at most 2 from Thailand” was reached at 80.00.",
        "d": "Ranked 4 of 4 with 60.00, for 3 places: others ranked higher could not be taken under the quotas.",
    }


def test_a_minimum_tells_who_is_in_for_it_and_who_is_out_for_it():
    given = [one("a", "90", "TH"), one("b", "80", "TH"), one("c", "50.1234", "LA")]
    proposed, explained = told(given, [rule("country", "LA", 1)], 2)
    assert proposed.selected == {"a", "c"}
    assert explained.reasons()["b"].endswith("80.00, for 2 places: a place was needed for “at least 1 from Laos”.")
    assert explained.reasons()["c"].endswith("50.1234, for 2 places: needed for “at least 1 from Laos”.")


def test_a_share_is_of_those_selected_and_is_said_in_per_cent():
    given = [one("a", "90", gender="m"), one("b", "80", gender="m"), one("c", "70", gender="m"), one("d", "60")]
    proposed, explained = told(given, [rule("gender", "f", share=("0.5", "0.6"))], 4)
    assert proposed.selected == {"a", "d"}
    assert explained.reasons()["b"].endswith(": a place was needed for “at least 50 % who are female”.")
    assert explained.reasons()["c"].endswith(": a place was needed for “at least 50 % who are female”.")


def test_a_share_that_leaves_places_empty_tells_who_could_have_come():
    given = [one("d", "95"), one("a", "90", gender="m"), one("b", "80", gender="m")]
    proposed, explained = told(given, [rule("gender", "f", share=("0.5", None))], 3)
    assert proposed.selected == {"a", "d"}
    assert explained.reasons()["b"].endswith(
        ": “at least 50 % who are female” leaves no place for one more of the others."
    )


def test_a_place_within_a_full_maximum_that_a_minimum_needed_is_told_with_both():
    given = [one("a", "90", "TH", "m"), one("b", "80", "TH", "m"), one("c", "70", "TH", "f"), one("d", "60", "LA", "m")]
    proposed, explained = told(given, [rule("country", "TH", None, 2), rule("gender", "f", 1)], 3)
    assert proposed.selected == {"a", "c", "d"}
    assert explained.reasons()["b"].endswith(
        ": “at most 2 from Thailand” was reached, and a place of it was needed for “at least 1 who are female”."
    )


def test_equal_scores_are_told_that_the_lot_decided():
    given = [one(key, "70") for key in "abcd"]
    proposed, explained = told(given, [], 2)
    first = [each.key for each in in_rank_order(given)]
    assert proposed.selected == set(first[:2])
    assert explained.reasons()[first[3]].endswith(
        ": as many points as the last who got a place, and the lot decided."
    )
    assert explained.reasons()[first[1]].endswith(": within the places, and the lot decided among equal scores.")


def test_equal_totals_of_different_people_are_decided_by_the_lots_together():
    given = [one("a", "90", "TH"), one("b", "50", "LA"), one("c", "80", "TH"), one("d", "60", "LA")]
    rules = [rule("country", "TH", 1, 1), rule("country", "LA", 1, 1), rule("gender", "f", None, 2)]
    proposed = propose(given, terms_of(rules, 2))
    assert proposed.selected == {"a", "d"}
    level = [replace(each, score=Decimal(70)) for each in given]
    best = max(({x, y} for x in "ac" for y in "bd"), key=lambda pair: sum(lot("s", key) for key in pair))
    assert propose(level, terms_of(rules, 2)).selected == best


def test_who_would_lower_the_total_stays_out_though_places_are_free():
    proposed, explained = told([one("a", "5"), one("b", "-1"), one("c", "0")], [], 3)
    assert proposed.selected == {"a", "c"}
    assert explained.reasons()["b"].endswith(": its score would lower the total, and no quota asks for it.")


def test_what_nobody_reviewed_is_last_and_never_proposed_even_with_places_free():
    proposed, explained = told([one("a", None), one("b", "0")], [], 5)
    assert [each.key for each in proposed.ranked] == ["b", "a"]
    assert proposed.selected == {"b"}
    assert explained.reasons()["a"] == "Nobody reviewed it: the panel must decide."


def test_a_ruling_stands_before_every_score_and_says_its_reason():
    given = [one("a", "90"), one("b", "80"), one("c", "10")]
    rulings = [Ruling("a", False, "copied from the year before"), Ruling("c", True, "won last year's contest.")]
    proposed, explained = told(given, [], 1, rulings)
    assert proposed.selected == {"c"}
    assert explained.reasons() == {
        "a": "It must not be taken by decision: copied from the year before.",
        "b": "Ranked 2 of 3 with 80.00, for 1 place: a place went to a nomination that must be taken by decision.",
        "c": "It must be taken by decision: won last year's contest.",
    }


def test_the_price_of_a_quota_is_the_total_without_it():
    given = [one("a", "90", "TH"), one("b", "80", "TH"), one("c", "50", "LA")]
    terms = terms_of([rule("country", "LA", 1), rule("country", "", None, 2)], 2, [Ruling("b", False)])
    proposed = propose(given, terms)
    assert proposed.total == 140
    assert [(price.total, price.gain) for price in prices(given, terms, proposed.total)] == [
        (140, 0), (140, 0), (140, 0)
    ]
    free = terms_of([rule("country", "LA", 1)], 2)
    assert [price.gain for price in prices(given, free, propose(given, free).total)] == [30]


def test_a_quota_for_each_asks_nothing_of_those_who_state_nothing():
    given = [one("a", "90", gender="f"), one("b", "80", gender=""), one("c", "70", gender="x")]
    assert [bound.where for bound in bounds_of([rule("gender", "", 1)], given)] == [
        (("gender", "f"),), (("gender", "x"),)
    ]


def test_a_rule_is_said_as_an_organiser_says_it():
    assert said(rule("country", "LA", 1, 3), WORDS) == "at least 1 from Laos, at most 3 from Laos"
    assert said(rule("institution", "", None, 2), WORDS) == "at most 2 of each institution"
    assert said(rule("country", "", 1), WORDS) == "at least 1 from each country"
    assert said(rule("gender", "f", share=("0.4", "0.6")), WORDS) == (
        "at least 40 % who are female, at most 60 % who are female"
    )
    both = QuotaRule(where=(("country", "LA"), ("grade", 10)), minimum=2)
    assert said(both, WORDS) == "at least 2 from Laos and with grade 10"
    assert percent(Fraction(1, 3)) == "33.33 %"


def test_a_value_fits_a_cell_as_a_person_would_read_both():
    assert fits("LA", " LA ")
    assert not fits("LA", "la")
    assert fits(10, "10")
    assert fits(Decimal("1.5"), "1.50")
    assert not fits(10, "")
    assert not fits(10, "ten")
    assert fits(True, "yes")
    assert fits(True, "TRUE")
    assert fits(False, "0")
    assert not fits(False, "")
    assert fits("", "")
