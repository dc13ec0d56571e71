"""Issuing and revoking certificates, and whose name is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.lifecycle import NotAllowed
from core.audit.models import Entry
from core.keys import ALPHABET
from events.certificates.codes import canonical
from events.certificates.issue import issue, neutral_name
from events.certificates.models import Certificate, CertificateState, new_code
from events.certificates.participation import issue_to_all
from events.certificates.revoke import revoke
from events.certificates.tasks import issue_participation
from events.registration.models import RegistrationState
from events.registration.register import register
from talent.people.models import ConsentDecision
from tests.concurrency import at_once
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_edition,
    make_person,
    make_registration,
)

AWARD = {"kind": "award", "subject": "contest:k7", "title": "Physics", "shown_as": "LAO-3", "by": "test"}


def issued(registration, **changes) -> Certificate:
    return issue(registration, **{**AWARD, **changes})


@pytest.mark.django_db
def test_issuing_the_same_words_again_gives_the_one_there_is():
    registration = make_registration()
    assert issued(registration, award="Gold") == issued(registration, award="Gold")
    assert Entry.objects.filter(act="issued").count() == 1


@pytest.mark.django_db
def test_other_words_revoke_the_one_before_under_a_new_code():
    registration = make_registration()
    before, after = issued(registration, award="Silver"), issued(registration, award="Gold")
    before.refresh_from_db()
    assert (before.state, after.state) == (CertificateState.REVOKED, CertificateState.ISSUED)
    assert before.code != after.code
    assert issued(registration, award="Gold") == after


@pytest.mark.django_db
def test_each_subject_has_a_certificate_of_its_own():
    registration = make_registration()
    assert issued(registration) != issued(registration, subject="contest:k8")


@pytest.mark.django_db
def test_a_certificate_is_revoked_once_with_its_reason(user):
    certificate = issued(make_registration())
    revoke(certificate, user, "Copied")
    assert Entry.objects.about(certificate).first().reason == "Copied"
    with pytest.raises(NotAllowed):
        revoke(certificate, user, "Again")


@pytest.mark.django_db
def test_everybody_confirmed_gets_one_certificate_however_often_it_is_done(user, run_tasks):
    edition = make_edition()
    for _number in range(5):
        make_registration(edition)
    make_registration(edition, state=RegistrationState.WAITING_CONSENT)
    make_registration(edition, state=RegistrationState.CANCELLED)
    make_registration()
    issue_participation.enqueue(edition.pk, user.pk)
    run_tasks()
    assert Certificate.objects.count() == 5
    assert issue_to_all(edition, user) == 0
    late = make_registration(edition)
    assert issue_to_all(edition, user) == 1
    assert late.certificates.get().detail.startswith(edition.title)


@pytest.mark.django_db
def test_more_than_one_chunk_is_issued_without_gap_and_with_a_bounded_number_of_queries(
    user, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("events.certificates.participation.AT_ONCE", 4)
    edition = make_edition()
    for _number in range(10):
        make_registration(edition)
    with django_assert_max_num_queries(4 * 8):
        assert issue_to_all(edition, user) == 10
    assert Certificate.objects.count() == 10


@pytest.mark.django_db
def test_a_students_name_is_shown_only_with_that_consent(user):
    edition = make_edition()
    asked = {"required": ["taking_part"], "optional": ["name"]}
    silent, named = make_consent_request(**asked), make_consent_request(**asked)
    answer_consent(silent, kinds=["taking_part"])
    answer_consent(named)
    teacher = register(edition, make_person(role="teacher", name="ຄູ", latin_name="Khu"), by=user)
    first = register(edition, silent.person, by=user, consent=silent)
    second = register(edition, named.person, by=user, consent=named)
    issue_to_all(edition, user)
    shown = {each.registration: each.shown_as for each in Certificate.objects.all()}
    assert shown[first] == neutral_name(first) == f"LAO-{first.key[:5].upper()}"
    assert shown[second] == named.person.name
    assert shown[teacher] == "ຄູ (Khu)"


@pytest.mark.django_db
def test_a_withdrawn_consent_takes_the_name_off_in_the_same_act_and_given_again_puts_it_back(user):
    edition = make_edition()
    request = answer_consent(make_consent_request(required=["taking_part"], optional=["name"]))
    registration = register(edition, request.person, by=user, consent=request)
    issue_to_all(edition, user)
    medal = issued(registration, shown_as=request.person.name)
    coded = issued(registration, subject="contest:k9", shown_as="LAO-3")
    answer_consent(request, ConsentDecision.WITHDRAWN, kinds=["name"])
    participation = Certificate.objects.get(kind="participation")
    medal.refresh_from_db()
    coded.refresh_from_db()
    assert participation.shown_as == medal.shown_as == neutral_name(registration)
    assert coded.shown_as == "LAO-3"
    answer_consent(request, ConsentDecision.GIVEN, kinds=["name"])
    participation.refresh_from_db()
    assert participation.shown_as == request.person.name


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_issuing_to_all_ten_times_at_once_gives_each_one_certificate():
    edition = make_edition()
    for _number in range(12):
        make_registration(edition)
    answers = at_once([lambda: issue_to_all(edition, None)] * 10)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Certificate.objects.count() == 12


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_award_issued_ten_times_at_once_is_one_certificate():
    registration = make_registration()
    answers = at_once([lambda: issued(registration)] * 10)
    assert len({answer.pk for answer in answers}) == 1


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    for between in ("-", "", " ", "–", " - "):
        typed = f" {code.replace('-', between)} "
        assert canonical(typed) == canonical(typed.lower()) == code


@pytest.mark.parametrize(
    "typed", ["", "7K4M", "7K4M-PXQ2-HV9D-2", "0K4M-PXQ2-HV9D", "7K4M-PXQ2-HVID", "é" * 12, "x" * 500]
)
def test_what_is_no_code_is_none(typed):
    assert canonical(typed) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_code_or_nothing(typed):
    read = canonical(typed)
    assert read is None or (len(read) == 14 and set(read) <= set(ALPHABET.upper() + "-"))
