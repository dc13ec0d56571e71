"""Asking for consent and answering."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.people.consent import Signed, answer, ask_consent, close_request, item_standing, review_open_requests
from talent.people.models import (
    AnsweredBy,
    ConsentAnswer,
    ConsentDecision,
    ConsentItem,
    ConsentKind,
    ConsentRequest,
    ConsentStanding,
)
from talent.people.signals import consent_changed
from tests.concurrency import at_once
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_person,
    make_user,
)

pytestmark = pytest.mark.django_db
GIVEN, REFUSED, WITHDRAWN = ConsentDecision.GIVEN, ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN
TAKING_PART, PHOTOGRAPHS, SHARING = ConsentKind.TAKING_PART, ConsentKind.PHOTOGRAPHS, ConsentKind.SHARING


@pytest.fixture
def changes():
    heard = []

    def hear(sender, changed, **kwargs):
        heard.append((changed.before, changed.after))

    consent_changed.connect(hear)
    yield heard
    consent_changed.disconnect(hear)


def test_each_guardian_with_an_email_is_asked_once_in_their_language(outbox):
    person = make_person()
    make_guardian(person, email="mother@example.org", language="vi")
    make_guardian(person, email="")
    make_guardian(person, email="gone@example.org", ended_at=timezone.now())
    request = make_consent_request(person)
    review_open_requests(person, "test")
    assert [(each.to, each.language, each.about) for each in outbox()] == [("mother@example.org", "vi", request.key)]
    assert request.standing == ConsentStanding.WAITING


def test_a_student_of_age_is_asked_instead_of_the_guardians(outbox):
    person = make_person(birth_date=date(2000, 1, 1), email="student@example.org")
    make_guardian(person)
    make_consent_request(person)
    assert [each.to for each in outbox()] == ["student@example.org"]


def test_the_age_of_majority_is_that_of_the_school_s_country(outbox):
    nineteen = timezone.now().date() - timedelta(days=19 * 366)
    for country, asked in [("LA", "student"), ("SG", "guardian"), ("JP", "student")]:
        person = make_person(make_institution(country=country), birth_date=nineteen, email="student@example.org")
        make_guardian(person, email="guardian@example.org")
        make_consent_request(person)
        assert outbox()[-1].to == f"{asked}@example.org", country


def test_sharing_is_asked_for_each_host_and_for_the_organiser_without_one():
    hosts = [make_institution(), make_institution()]
    request = make_consent_request(required=[SHARING], optional=[SHARING, PHOTOGRAPHS], hosts=hosts)
    asked = [(each.kind, each.host, each.required) for each in request.items.all()]
    assert asked == [(PHOTOGRAPHS, None, False), (SHARING, hosts[0], True), (SHARING, hosts[1], True)]
    alone = make_consent_request(required=[SHARING])
    assert alone.items.get(kind=SHARING).host == alone.organiser


def test_a_kind_nobody_knows_is_not_asked():
    with pytest.raises(ValueError, match="horoscope"):
        make_consent_request(required=["horoscope"])
    assert not ConsentRequest.objects.exists()


def test_required_items_decide_how_the_request_stands_and_optional_ones_do_not(changes):
    request = make_consent_request()
    request = answer_consent(request, REFUSED, kinds=[PHOTOGRAPHS])
    assert request.standing == ConsentStanding.WAITING
    request = answer_consent(request, GIVEN, kinds=[TAKING_PART])
    assert request.standing == ConsentStanding.GIVEN
    assert item_standing(request, TAKING_PART) == ConsentStanding.GIVEN
    assert item_standing(request, PHOTOGRAPHS) == ConsentStanding.REFUSED
    assert item_standing(request, ConsentKind.NAME) is None
    assert changes == [("waiting", "waiting"), ("waiting", "given")]


def test_nothing_required_stands_as_given():
    assert make_consent_request(required=[]).standing == ConsentStanding.GIVEN


def test_a_withdrawal_takes_effect_at_once_and_is_written_as_one(changes):
    request = answer_consent(make_consent_request())
    request = answer_consent(request, REFUSED, kinds=[TAKING_PART])
    assert request.standing == ConsentRequest.objects.get().standing == ConsentStanding.REFUSED
    assert ConsentAnswer.objects.latest("pk").decision == WITHDRAWN
    assert changes == [("waiting", "given"), ("given", "refused")]


def test_a_receiver_that_raises_undoes_the_answer():
    request = make_consent_request()

    def refuse(sender, **kwargs):
        raise Refused("no")

    consent_changed.connect(refuse)
    try:
        with pytest.raises(Refused):
            answer_consent(request)
    finally:
        consent_changed.disconnect(refuse)
    assert not ConsentAnswer.objects.exists()
    assert ConsentRequest.objects.get().standing == ConsentStanding.WAITING


def test_two_guardians_who_disagree_refuse_until_the_same_one_agrees():
    person = make_person()
    mother, father = make_guardian(person), make_guardian(person)
    request = answer_consent(make_consent_request(person), GIVEN, mother)
    assert answer_consent(request, REFUSED, father).standing == ConsentStanding.REFUSED
    assert answer_consent(request, GIVEN, mother).standing == ConsentStanding.REFUSED
    assert answer_consent(request, GIVEN, father).standing == ConsentStanding.GIVEN


def test_the_same_answer_twice_is_written_once(outbox):
    request = answer_consent(make_consent_request())
    answers, mails = ConsentAnswer.objects.count(), len(outbox())
    answer_consent(request)
    assert ConsentAnswer.objects.count() == answers
    assert len(outbox()) == mails


def test_who_answered_gets_a_receipt_of_what_is_written_down(outbox):
    answer_consent(make_consent_request(), kinds=[TAKING_PART])
    receipt = outbox()[-1]
    assert "taking part: given" in receipt.body
    assert "photographs" not in receipt.body
    assert "/consent/" in receipt.body


def test_an_answer_on_paper_keeps_the_scan_and_who_recorded_it():
    person = make_person()
    guardian = make_guardian(person, email="")
    coordinator = make_coordinator(person.institution)
    request = make_consent_request(person)
    signed = Signed(guardian, "Somchai", AnsweredBy.PAPER, recorded_by=coordinator)
    answer(request, {request.items.first().pk: GIVEN}, signed)
    written = ConsentAnswer.objects.get()
    assert (written.how, written.recorded_by, written.signed_name) == ("paper", coordinator, "Somchai")
    assert Entry.objects.about(request).filter(act="answered on paper").get().by == coordinator


@pytest.mark.parametrize("who", ["stranger", "former", "the minor", "nameless"])
def test_nobody_else_answers_for_a_minor(who):
    person = make_person()
    request = make_consent_request(person)
    signed = {
        "stranger": Signed(make_guardian(), "A stranger"),
        "former": Signed(make_guardian(person, ended_at=timezone.now()), "A former guardian"),
        "the minor": Signed(None, "The student"),
        "nameless": Signed(make_guardian(person), "  "),
    }[who]
    with pytest.raises(Refused):
        answer(request, {request.items.first().pk: GIVEN}, signed)
    assert not ConsentAnswer.objects.exists()


def test_an_item_of_another_request_is_not_answered():
    request, other = make_consent_request(), make_consent_request()
    guardian = request.person.guardians.get()
    with pytest.raises(Refused):
        answer(request, {other.items.first().pk: GIVEN}, Signed(guardian, guardian.name))


def test_a_closed_request_takes_no_answer():
    request = make_consent_request()
    close_request(request, "test")
    close_request(request, "test")
    with pytest.raises(Refused, match="closed"):
        answer_consent(request)
    assert Entry.objects.about(request).filter(act="closed").count() == 1


def test_from_the_day_of_age_only_the_student_answers():
    school = make_institution(zone="Asia/Vientiane")
    person = make_person(school, birth_date=date(2008, 3, 10))
    guardian = make_guardian(person)
    request = make_consent_request(person, required=[TAKING_PART], optional=[PHOTOGRAPHS])
    items = {each.kind: each.pk for each in request.items.all()}
    # Vientiane is seven hours ahead: 10 March begins there at 17:00 UTC on the ninth.
    before, after = datetime(2026, 3, 9, 16, 59, tzinfo=UTC), datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
    both = {items[TAKING_PART]: GIVEN, items[PHOTOGRAPHS]: REFUSED}
    assert answer(request, both, Signed(guardian, "G"), now=before).standing == ConsentStanding.GIVEN
    with pytest.raises(Refused, match="of age"):
        answer(request, {items[PHOTOGRAPHS]: GIVEN}, Signed(guardian, "G"), now=after)

    review_open_requests(person, "scheduler", now=after)
    request = ConsentRequest.objects.get()
    assert request.standing == ConsentStanding.GIVEN
    assert item_standing(request, PHOTOGRAPHS) == ConsentStanding.WAITING

    request = answer(request, {items[TAKING_PART]: REFUSED}, Signed(None, "S"), now=after)
    assert request.standing == ConsentStanding.REFUSED


def test_a_guardian_who_left_counts_no_more_and_a_new_one_is_asked(outbox):
    person = make_person()
    former = make_guardian(person)
    request = answer_consent(make_consent_request(person), guardian=former)
    former.ended_at = timezone.now()
    former.save()
    make_guardian(person, email="new@example.org")
    review_open_requests(person, make_user())
    request.refresh_from_db()
    assert request.standing == ConsentStanding.WAITING
    assert outbox()[-1].to == "new@example.org"


def test_asking_takes_no_more_queries_for_more_items(django_assert_max_num_queries):
    person = make_person()
    make_guardian(person, email="")
    organiser = make_institution()
    hosts = [make_institution() for _ in range(5)]
    with django_assert_max_num_queries(11):
        ask_consent(
            person, purpose="Camp", explained="", organiser=organiser, required=ConsentKind.values, hosts=hosts, by="x"
        )


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_guardians_who_answer_in_the_same_moment_are_both_heard():
    for _ in range(10):
        person = make_person()
        mother, father = make_guardian(person), make_guardian(person)
        request = make_consent_request(person)
        before = request.version
        acts = [partial(answer_consent, request, GIVEN, mother), partial(answer_consent, request, REFUSED, father)]
        answers = at_once(acts * 3)
        assert not [each for each in answers if isinstance(each, Exception)], answers
        request.refresh_from_db()
        assert request.standing == ConsentStanding.REFUSED
        assert request.version == before + 6
        assert ConsentAnswer.objects.filter(item__request=request).count() == 4
        assert set(ConsentItem.objects.filter(request=request).values_list("standing", flat=True)) == {"refused"}
