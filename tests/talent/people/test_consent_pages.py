"""The guardian's pages by signed link."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.mail.links import Purpose
from talent.people.consent import close_request
from talent.people.consent_mail import CONSENT_LINK, Asked
from talent.people.models import ConsentAnswer, ConsentDecision, ConsentKind, ConsentRequest, ConsentStanding
from tests.factories import answer_consent, make_consent_request, make_guardian, make_institution, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    request = make_consent_request(make_guardian(email="nok@example.org").person)
    return Asked(request, request.person.guardians.get())


def path(asked, name="consent", **kwargs):
    return reverse(name, kwargs={"token": asked.link.rstrip("/").rsplit("/", 1)[1], **kwargs})


def all_yes(asked, **changes):
    return {**{item.kind: "given" for item in asked.request.items.all()}, "signed_name": "Nok S.", **changes}


def test_the_page_tells_what_for_and_by_whom_and_chooses_nothing(client, asked):
    page = client.get(path(asked))
    text = page.content.decode()
    assert "Science Camp 2026" in text
    assert "National University" in text
    assert asked.request.person.name in text
    assert "checked" not in text
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "strict-origin"
    assert "noindex" in page["X-Robots-Tag"]


def test_the_page_shows_no_more_of_the_student_than_name_and_school(client, asked):
    other = make_guardian(asked.request.person, name="Other Guardian")
    answer_consent(asked.request, guardian=other)
    text = client.get(path(asked)).content.decode()
    student = asked.request.person
    born = student.birth_date
    for private in (
        born.isoformat(), date_format(born, "DATE_FORMAT"), student.number, other.name, other.email, "nok@example.org",
    ):
        assert private not in text, private


def test_each_item_is_answered_by_itself(client, asked):
    page = client.post(path(asked), all_yes(asked, photographs="refused"), follow=True)
    assert "Your answers are written down" in page.content.decode()
    assert ConsentRequest.objects.get().standing == ConsentStanding.GIVEN
    decisions = dict(ConsentAnswer.objects.values_list("item__kind", "decision"))
    assert decisions == {"taking_part": "given", "photographs": "refused"}


@pytest.mark.parametrize("missing", ["taking_part", "photographs", "signed_name"])
def test_an_incomplete_form_stores_nothing_and_keeps_what_was_typed(client, asked, missing):
    typed = all_yes(asked)
    del typed[missing]
    page = client.post(path(asked), typed)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("checked") == len({"taking_part", "photographs"} - {missing})
    assert ("Nok S." in text) == (missing != "signed_name")
    assert not ConsentAnswer.objects.exists()


def test_a_withdrawal_names_what_follows_and_takes_effect_at_once(client, asked):
    client.post(path(asked), all_yes(asked))
    change = path(asked, "consent_change", slug="taking_part")
    assert "no longer confirmed" in client.get(change).content.decode()
    for _ in range(2):  # pressed twice
        client.post(change, {"decision": "refused", "signed_name": "Nok S."})
    assert ConsentRequest.objects.get().standing == ConsentStanding.REFUSED
    assert ConsentAnswer.objects.filter(decision=ConsentDecision.WITHDRAWN).count() == 1
    client.post(change, {"decision": "given", "signed_name": "Nok S."})
    assert ConsentRequest.objects.get().standing == ConsentStanding.GIVEN


def test_each_host_is_a_question_of_its_own(client):
    hosts = [make_institution("Host One"), make_institution("Host Two")]
    request = make_consent_request(required=[], optional=[ConsentKind.SHARING], hosts=hosts)
    asked = Asked(request, request.person.guardians.get())
    fields = {f"sharing-{hosts[0].key}": "given", f"sharing-{hosts[1].key}": "refused", "signed_name": "Nok S."}
    client.post(path(asked), fields)
    assert dict(request.items.values_list("host__name", "standing")) == {"Host One": "given", "Host Two": "refused"}


def test_a_link_cut_off_or_changed_does_not_open(client, asked):
    token = path(asked).split("/")[2]
    for broken in (token[:-3], "x" + token, Purpose("offer", timedelta(1), "consent").token({"r": asked.request.key})):
        page = client.get(reverse("consent", kwargs={"token": broken}))
        assert page.status_code == 404
        assert "does not open" in page.content.decode()


def test_a_link_to_an_address_since_corrected_or_a_former_guardian_does_not_open(client, asked):
    address = path(asked)
    asked.guardian.email = "right@example.org"
    asked.guardian.save()
    assert client.get(address).status_code == 404
    address = path(asked)
    assert client.get(address).status_code == 200
    asked.guardian.ended_at = timezone.now()
    asked.guardian.save()
    assert client.get(address).status_code == 404


def test_an_expired_link_offers_a_new_one_which_goes_to_the_address_on_record_only(client, asked, outbox, monkeypatch):
    address, again = path(asked), path(asked, "consent_new_link")
    before = len(outbox())
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 181 * 86400)
    page = client.get(address)
    assert page.status_code == 410
    assert again in page.content.decode()
    assert b"Science Camp" not in page.content
    pages = [client.post(again) for _ in range(5)]
    assert [each.to for each in outbox()[before:]] == ["nok@example.org"] * 3
    pages.append(client.post(reverse("consent_new_link", kwargs={"token": "broken"})))
    said = {page.content.split(b"<main")[1].split(b"</main")[0] for page in pages}
    assert len(said) == 1, "the page tells whether the record is there"


def test_a_closed_request_shows_the_answers_and_takes_no_more(client, asked):
    client.post(path(asked), all_yes(asked))
    close_request(asked.request, "test")
    text = client.get(path(asked)).content.decode()
    assert "This is over" in text
    assert "Withdraw<" not in text
    change = path(asked, "consent_change", slug="taking_part")
    assert client.post(change, {"decision": "refused", "signed_name": "Nok"}).status_code == 404


def test_a_guardian_of_a_student_of_age_reads_only_and_the_student_answers(client):
    person = make_person(email="student@example.org")
    request = make_consent_request(person)
    guardian = make_guardian(person)
    answer_consent(request, kinds=[ConsentKind.TAKING_PART], guardian=guardian)
    person.birth_date = date(2000, 1, 1)
    person.save()
    text = client.get(path(Asked(request, guardian))).content.decode()
    assert "of age now" in text
    assert "<fieldset" not in text
    own = Asked(request, None)
    assert "Do you want to take part" in client.get(path(own)).content.decode()
    client.post(path(own), all_yes(own))
    assert ConsentRequest.objects.get().standing == ConsentStanding.GIVEN


def test_the_page_is_in_the_guardian_s_language_unless_another_is_chosen(asked, settings):
    asked.guardian.language = "vi"
    asked.guardian.save()
    client = Client()
    assert '<html lang="vi"' in client.get(path(asked)).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "th"
    assert '<html lang="th"' in client.get(path(asked)).content.decode()


def test_answering_is_limited_in_speed(client, asked):
    codes = [client.post(path(asked), {}).status_code for _ in range(21)]
    assert codes[19:] == [200, 429]


def test_opening_takes_no_more_queries_for_more_items(client, django_assert_max_num_queries):
    hosts = [make_institution() for _ in range(6)]
    few = make_consent_request(required=[ConsentKind.TAKING_PART])
    many = make_consent_request(required=ConsentKind.values, hosts=hosts)
    for request in (few, many):
        answer_consent(request, kinds=[ConsentKind.SHARING])
        address = path(Asked(request, request.person.guardians.get()))
        with django_assert_max_num_queries(9):
            client.get(address)


def test_the_token_names_nobody(asked):
    assert set(CONSENT_LINK.open(path(asked).split("/")[2])) == {"r", "g", "e"}
