"""Signing an institution up and verifying it."""

import pytest
from django.urls import reverse

from core.audit.models import Entry
from core.waiting.register import waiting_for
from talent.institutions.membership import acts_as
from talent.institutions.models import Institution, InstitutionState, Membership, MembershipRole
from talent.institutions.verification import verify
from tests.factories import make_coordinator, make_institution, make_member, make_officer, make_user

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "school", "country": "LA", "name": "ໂຮງຮຽນ", "latin_name": "Vientiane School", "city": "Vientiane",
    "rural": "on",
}


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def act(client, name, institution, /, **typed):
    return client.post(reverse(name, kwargs={"key": institution.key}), typed, follow=True)


def test_a_newcomer_is_led_to_register_then_waits_and_then_acts(signed_in, run_tasks, outbox):
    officer, newcomer = make_officer("LA"), make_user(zone="Asia/Bangkok")
    assert [str(thing.title) for thing in waiting_for(newcomer)] == ["Register your school or institution"]
    client = signed_in(newcomer)
    page = client.post(reverse("new_institution"), TYPED, follow=True)
    assert "waits for verification" in page.content.decode()
    school = Institution.objects.get(latin_name="Vientiane School")
    assert (school.state, school.rural, school.language, school.zone) == ("applied", True, "lo", "Asia/Bangkok")
    assert not acts_as(newcomer, school, MembershipRole.COORDINATOR)
    assert [each.to for each in outbox()] == [officer.email]
    assert "waits for verification" in waiting_for(fresh(newcomer))[0].title
    assert waiting_for(officer)[0].count == 1

    act(signed_in(officer), "verify_institution", school)
    assert acts_as(fresh(newcomer), school, MembershipRole.COORDINATOR)
    assert outbox()[-1].to == newcomer.email
    assert waiting_for(fresh(newcomer)) == []
    assert fresh(newcomer).acts_for == "ໂຮງຮຽນ"
    assert run_tasks()


@pytest.mark.parametrize("missing", ["kind", "country", "name", "latin_name", "city"])
def test_an_incomplete_sign_up_keeps_what_was_typed(signed_in, missing):
    typed = {**TYPED, missing: ""}
    page = signed_in(make_user()).post(reverse("new_institution"), typed)
    assert page.status_code == 200
    assert not Institution.objects.exists()
    if missing != "name":
        assert "ໂຮງຮຽນ" in page.content.decode()


def test_a_country_that_does_not_take_part_is_refused(signed_in):
    signed_in(make_user()).post(reverse("new_institution"), {**TYPED, "country": "FR"})
    assert not Institution.objects.exists()


def test_a_school_that_may_be_here_already_is_asked_about_first(signed_in):
    make_institution("Vientiane Secondary School")
    client = signed_in(make_user())
    page = client.post(reverse("new_institution"), TYPED)
    assert "Is it one of these?" in page.content.decode()
    assert Institution.objects.count() == 1
    client.post(reverse("new_institution"), {**TYPED, "another": "on"})
    assert Institution.objects.count() == 2


def test_a_school_of_the_same_name_abroad_is_another(signed_in):
    make_institution("Vientiane School", country="TH")
    signed_in(make_user()).post(reverse("new_institution"), TYPED)
    assert Institution.objects.filter(country="LA").exists()


def test_nobody_signs_up_more_than_five_a_day(signed_in):
    client = signed_in(make_user())
    for number in range(7):
        client.post(reverse("new_institution"), {**TYPED, "latin_name": f"School {number}", "name": f"{number}"})
    assert Institution.objects.count() == 5


@pytest.mark.parametrize(
    ("kind", "role"), [("school", "coordinator"), ("ministry", "officer"), ("company", "organiser")]
)
def test_who_signs_up_leads_as_its_kind_says(signed_in, kind, role):
    signed_in(make_user()).post(reverse("new_institution"), {**TYPED, "kind": kind})
    assert Membership.objects.get().role == role
    assert Institution.objects.get().rural == (kind == "school")


def test_a_refusal_is_told_with_its_reason_and_may_be_corrected(signed_in, as_secretariat, outbox):
    school = make_institution(state=InstitutionState.APPLIED)
    coordinator = make_coordinator(school)
    act(as_secretariat, "refuse_institution", school)
    school.refresh_from_db()
    assert school.state == "applied", "a refusal without a reason"
    act(as_secretariat, "refuse_institution", school, reason="No such school in the register.")
    assert "No such school" in outbox()[-1].body
    client = signed_in(coordinator)
    assert "No such school" in client.get(reverse("institution", kwargs={"key": school.key})).content.decode()
    assert "could not be verified" in waiting_for(coordinator)[0].title
    act(client, "apply_again", school)
    school.refresh_from_db()
    assert school.state == "applied"
    assert Entry.objects.about(school).count() == 2


def test_a_suspended_institution_lets_nobody_act_until_it_is_reinstated(signed_in, as_secretariat):
    school = make_institution()
    coordinator = make_coordinator(school)
    act(as_secretariat, "suspend_institution", school, reason="Under inquiry.")
    assert not acts_as(fresh(coordinator), school, MembershipRole.COORDINATOR)
    assert act(signed_in(coordinator), "change_institution", school, name="New").status_code == 403
    act(as_secretariat, "reinstate_institution", school)
    assert acts_as(fresh(coordinator), school, MembershipRole.COORDINATOR)


def test_a_step_that_does_not_follow_is_refused_in_words(as_secretariat):
    school = make_institution()
    page = act(as_secretariat, "verify_institution", school)
    assert "cannot become" in page.content.decode()


def test_a_ministry_is_verified_by_the_secretariat_only(signed_in, secretariat, outbox):
    officer = make_officer("LA")
    signed_in(make_user()).post(reverse("new_institution"), {**TYPED, "kind": "ministry", "latin_name": "Another"})
    ministry = Institution.objects.get(latin_name="Another")
    assert [each.to for each in outbox()] == [secretariat.email]
    assert act(signed_in(officer), "verify_institution", ministry).status_code == 403
    assert waiting_for(officer) == []


def test_an_officer_sees_and_verifies_only_their_own_country(signed_in):
    client = signed_in(make_officer("LA"))
    here, there = make_institution("Here", state="applied"), make_institution("There", state="applied", country="VN")
    page = client.get(reverse("institutions")).content.decode()
    assert "Here" in page
    assert "There" not in page
    assert act(client, "verify_institution", there).status_code == 403
    assert act(client, "verify_institution", here).status_code == 200


def test_kind_and_country_cannot_be_changed_afterwards(signed_in):
    school = make_institution()
    typed = {
        "name": "New name", "latin_name": "New", "city": "Pakse", "language": "lo", "zone": "Asia/Vientiane",
        "kind": "ministry", "country": "VN", "state": "verified",
    }
    act(signed_in(make_coordinator(school)), "change_institution", school, **typed)
    school.refresh_from_db()
    assert (school.name, school.kind, school.country.code) == ("New name", "school", "LA")
    assert Entry.objects.about(school).get().act == "changed the facts"
    assert school.history.count() == 2


def test_a_teacher_sees_the_page_and_changes_nothing(signed_in):
    school = make_institution()
    client = signed_in(make_member(school))
    assert client.get(reverse("institution", kwargs={"key": school.key})).status_code == 200
    assert act(client, "change_institution", school).status_code == 403
    assert act(client, "invite_colleague", school).status_code == 403


def test_the_list_takes_no_more_queries_for_more_rows(as_secretariat, django_assert_max_num_queries):
    for rows in (2, 30):
        for _ in range(rows):
            make_institution(state="applied")
        with django_assert_max_num_queries(17):
            as_secretariat.get(reverse("institutions"))


def test_verifying_twice_at_once_is_told(secretariat):
    school = make_institution(state="applied")
    seen_by_other = Institution.objects.get()
    verify(school, secretariat)
    from core.audit.lifecycle import OvertakenByOther

    with pytest.raises(OvertakenByOther):
        verify(seen_by_other, secretariat)


def test_the_secretariat_changes_a_country_s_age_of_majority(as_secretariat):
    typed = {"age_of_majority": "19", "zone": "Asia/Bangkok", "language": "th", "currency": "THB", "active": "on"}
    page = as_secretariat.post(reverse("change_country", kwargs={"code": "TH"}), typed, follow=True)
    assert "19" in page.content.decode()
    as_secretariat.post(reverse("new_country"), {**typed, "code": "JP"})
    assert "Japan" in as_secretariat.get(reverse("member_countries")).content.decode()
