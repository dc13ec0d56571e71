"""Who sees which entry, as docs/architecture.md defines it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.people.record.models import EntryKind
from talent.people.record.sight import ACHIEVEMENTS, PUBLISHED, As, Looking, Told, may_see

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCHOOL, FORMER, STRANGE = 1, 2, 3
KINDS = list(EntryKind)


def told(**changed) -> Told:
    facts = {
        "kind": EntryKind.AWARD, "schools": frozenset({SCHOOL}), "written_at": NOW, "withdrawn": False, "named": True,
        "country": "LA",
    }
    return Told(**{**facts, **changed})


any_entry = st.builds(
    Told, kind=st.sampled_from(KINDS), schools=st.frozensets(st.sampled_from([SCHOOL, FORMER]), min_size=1),
    written_at=st.just(NOW), withdrawn=st.booleans(), named=st.booleans(), country=st.sampled_from(["LA", "VN"]),
)


@given(any_entry)
def test_the_family_sees_everything(entry):
    assert may_see(Looking(As.FAMILY), entry)


@given(any_entry)
def test_a_school_sees_its_own_and_nothing_else(entry):
    for school in (SCHOOL, FORMER, STRANGE):
        assert may_see(Looking(As.SCHOOL, institution=school), entry) == (school in entry.schools)


def test_a_school_sees_what_was_handed_to_it_and_not_what_another_wrote_later():
    before, after = told(schools=frozenset({FORMER})), told(schools=frozenset({FORMER}), written_at=NOW + timedelta(1))
    looking = Looking(As.SCHOOL, institution=SCHOOL, handed_at=NOW)
    assert may_see(looking, before)
    assert not may_see(looking, after)


@given(any_entry)
def test_without_consent_an_organiser_sees_nothing(entry):
    assert not may_see(Looking(As.ORGANISER, institution=SCHOOL, shared=False), entry)


@given(any_entry)
def test_with_consent_an_organiser_sees_achievements_that_stand(entry):
    seen = may_see(Looking(As.ORGANISER, institution=STRANGE, shared=True), entry)
    assert seen == (entry.kind in ACHIEVEMENTS and not entry.withdrawn)


@pytest.mark.parametrize("kind", [EntryKind.NOMINATION, EntryKind.MENTOR])
def test_no_organiser_sees_where_else_somebody_was_nominated_or_whom_they_met(kind):
    assert not may_see(Looking(As.ORGANISER, shared=True), told(kind=kind))


@given(any_entry)
def test_a_ministry_sees_awards_of_its_country_that_stand_and_may_be_named(entry):
    wanted = entry.kind in PUBLISHED and entry.named and not entry.withdrawn and entry.country == "LA"
    assert may_see(Looking(As.MINISTRY, country="LA"), entry) == wanted


def test_a_withdrawn_entry_is_shown_only_to_family_and_schools():
    gone = told(withdrawn=True)
    assert may_see(Looking(As.FAMILY), gone)
    assert may_see(Looking(As.SCHOOL, institution=SCHOOL), gone)
    assert not may_see(Looking(As.ORGANISER, shared=True), gone)
    assert not may_see(Looking(As.MINISTRY, country="LA"), gone)
