"""For whom a person acts."""

import pytest

from talent.institutions.membership import acts_as, belongs_to, institutions_of, is_officer_for, memberships_of
from talent.institutions.models import InstitutionState, MembershipRole
from tests.factories import make_coordinator, make_institution, make_member, make_officer, make_user

pytestmark = pytest.mark.django_db


def test_a_coordinator_acts_for_their_own_verified_school_only():
    school, other = make_institution(), make_institution()
    coordinator = make_coordinator(school)
    assert acts_as(coordinator, school, MembershipRole.COORDINATOR)
    assert not acts_as(coordinator, school, MembershipRole.ORGANISER)
    assert not acts_as(coordinator, other, MembershipRole.COORDINATOR)


@pytest.mark.parametrize("state", [InstitutionState.APPLIED, InstitutionState.REFUSED, InstitutionState.SUSPENDED])
def test_nobody_acts_for_an_institution_that_is_not_verified(state):
    school = make_institution(state=state)
    coordinator = make_coordinator(school)
    assert not acts_as(coordinator, school, MembershipRole.COORDINATOR)
    assert institutions_of(coordinator) == []
    assert belongs_to(coordinator, school)


def test_an_officer_is_one_for_the_country_of_a_verified_ministry():
    officer = make_officer("VN")
    assert is_officer_for(officer, "VN")
    assert not is_officer_for(officer, "LA")
    at_a_school = make_member(make_institution(country="VN"), MembershipRole.OFFICER)
    assert not is_officer_for(at_a_school, "VN")


def test_memberships_are_read_once_a_request(django_assert_num_queries):
    coordinator = make_coordinator()
    with django_assert_num_queries(1):
        memberships_of(coordinator)
        institutions_of(coordinator)
    assert memberships_of(make_user()) == []
