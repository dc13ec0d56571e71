"""The pages of programmes and editions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import Entry
from events.programmes.models import Edition, EditionState, Programme, TeamMember
from talent.institutions.models import Institution
from tests.factories import (
    make_call,
    make_edition,
    make_institution,
    make_member,
    make_organiser,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def university():
    return make_institution("Universitas Bahari", Institution.Kind.UNIVERSITY, "ID", zone="Asia/Jakarta")


@pytest.fixture
def organiser(university):
    return make_organiser(university)


@pytest.fixture
def client(signed_in, organiser):
    return signed_in(organiser)


def typed(edition_host, **changes):
    fields = {
        "title": "Science camp 2027", "slug": "", "summary": "A week by the sea.", "description": "Bring boots.",
        "starts_at": "2027-07-01T09:00", "ends_at": "2027-07-07T12:00", "zone": "Asia/Jakarta", "venue": "Campus",
        "city": "Jakarta", "host": edition_host.pk, "consents_required": ["taking_part"], "consents_optional": ["name"],
    }
    return {**fields, **changes}


def test_an_organiser_makes_a_programme_and_an_edition_by_pages(client, university):
    answer = client.get("/organise/new/", follow=True)
    assert answer.redirect_chain[-1][0] == "/organise/programmes/new/"
    answer = client.post("/organise/programmes/new/", {"name": "Camp", "kind": "camp", "institution": university.pk})
    programme = Programme.objects.get()
    assert answer["Location"] == f"/organise/programmes/{programme.key}/editions/new/"
    answer = client.post(answer["Location"], typed(university))
    edition = Edition.objects.get()
    assert answer["Location"] == f"/organise/editions/{edition.key}/"
    assert edition.slug == "science-camp-2027"
    assert edition.state == EditionState.DRAFT
    assert edition.starts_at == datetime(2027, 7, 1, 2, 0, tzinfo=UTC)
    assert edition.consents_required == ["taking_part"]
    client.post(f"/organise/editions/{edition.key}/publish/")
    assert Edition.objects.get().state == EditionState.PUBLISHED


def test_an_edition_shows_its_times_again_as_they_were_typed(client, university):
    edition = make_edition(make_programme(university), starts_at=datetime(2027, 7, 1, 2, 0, tzinfo=UTC),
                           ends_at=datetime(2027, 7, 2, 2, 0, tzinfo=UTC))
    assert b'value="2027-07-01T09:00"' in client.get(f"/organise/editions/{edition.key}/change/").content


def test_a_refused_form_keeps_all_that_was_typed(client, university):
    programme = make_programme(university)
    answer = client.post(
        f"/organise/programmes/{programme.key}/editions/new/",
        typed(university, ends_at="2027-06-01T09:00", consents_optional=["taking_part"]),
    )
    page = answer.content.decode()
    assert "cannot end before it begins" in page
    assert "Already required" in page
    assert "Bring boots." in page
    assert not Edition.objects.exists()


def test_a_short_name_that_is_taken_is_refused(client, university):
    make_edition(slug="science-camp-2027")
    programme = make_programme(university)
    answer = client.post(f"/organise/programmes/{programme.key}/editions/new/", typed(university))
    assert "Another edition has this short name" in answer.content.decode()


def test_a_published_edition_keeps_its_address(client, university):
    edition = make_edition(make_programme(university), slug="kept")
    client.post(f"/organise/editions/{edition.key}/change/", typed(university, slug="other"))
    edition.refresh_from_db()
    assert (edition.slug, edition.title) == ("kept", "Science camp 2027")


def test_only_the_organisers_own_calls_are_offered(client, university):
    programme = make_programme(university)
    own, other = make_call(university, title="Own call"), make_call(title="Foreign call")
    page = client.get(f"/organise/programmes/{programme.key}/editions/new/").content.decode()
    assert "Own call" in page
    assert "Foreign call" not in page
    answer = client.post(f"/organise/programmes/{programme.key}/editions/new/", typed(university, calls=[other.pk]))
    assert answer.status_code == 200
    client.post(f"/organise/programmes/{programme.key}/editions/new/", typed(university, calls=[own.pk]))
    assert list(Edition.objects.get().calls.all()) == [own]


def test_an_incomplete_draft_says_on_its_page_and_at_publishing_what_lacks(client, university):
    edition = make_edition(make_programme(university), EditionState.DRAFT, venue="")
    for page in ("", "publish/"):
        assert b"Name the venue" in client.get(f"/organise/editions/{edition.key}/{page}").content
    answer = client.post(f"/organise/editions/{edition.key}/publish/", follow=True)
    assert b"Name the venue" in answer.content
    assert Edition.objects.get().state == EditionState.DRAFT


def test_an_edition_is_closed_after_a_confirmation(client, university):
    edition = make_edition(make_programme(university))
    assert b"no longer register" in client.get(f"/organise/editions/{edition.key}/close/").content
    client.post(f"/organise/editions/{edition.key}/close/")
    assert Edition.objects.get().state == EditionState.CLOSED


def test_a_step_that_the_state_does_not_allow_is_explained(client, university):
    edition = make_edition(make_programme(university))
    assert b"does not lead on" in client.get(f"/organise/editions/{edition.key}/publish/").content


def test_a_draft_has_no_public_page_and_stands_in_no_public_list(client):
    draft, shown = make_edition(state=EditionState.DRAFT), make_edition()
    assert client.get(f"/editions/{draft.slug}/").status_code == 404
    assert client.get(f"/editions/{shown.slug}/").status_code == 200
    page = client.get("/editions/").content.decode()
    assert shown.title in page
    assert draft.title not in page


def test_the_welcome_page_shows_what_is_coming_and_published(user):
    coming = make_edition()
    draft = make_edition(state=EditionState.DRAFT)
    past = make_edition(starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8))
    page = Client().get("/").content.decode()
    assert coming.title in page
    assert draft.title not in page
    assert past.title not in page


def test_a_colleague_is_added_by_email_and_told_and_taken_out_again(client, university, outbox, signed_in):
    edition = make_edition(make_programme(university))
    colleague = make_user()
    page = f"/organise/editions/{edition.key}/"
    assert signed_in(colleague).get(page).status_code == 403
    client.post(f"{page}team/", {"email": colleague.email.upper(), "role": "assistant"})
    assert outbox()[-1].to == colleague.email
    assert signed_in(colleague).get(page).status_code == 200
    assert signed_in(colleague).get(f"{page}change/").status_code == 403
    member = TeamMember.objects.get()
    assert b"Take out" in client.get(f"{page}team/{member.key}/remove/").content
    client.post(f"{page}team/{member.key}/remove/")
    assert signed_in(colleague).get(page).status_code == 403
    assert {entry.act for entry in Entry.objects.about(edition)} == {"team member added", "team member removed"}


def test_an_email_that_nobody_signed_up_with_is_refused_in_words(client, university):
    edition = make_edition(make_programme(university))
    answer = client.post(f"/organise/editions/{edition.key}/team/", {"email": "no@example.org", "role": "organiser"})
    assert b"Nobody has signed up" in answer.content


def test_an_organiser_sees_own_editions_and_hosted_ones_and_no_others(client, university):
    own, hosted = make_edition(make_programme(university)), make_edition(host=university)
    other = make_edition()
    page = client.get("/organise/").content.decode()
    assert own.title in page
    assert hosted.title in page
    assert other.title not in page


def test_a_draft_waits_for_its_organiser_to_publish_it(client, university):
    edition = make_edition(make_programme(university), EditionState.DRAFT)
    assert f"Publish {edition}" in client.get("/").content.decode()


def test_a_teacher_organises_nothing(signed_in):
    client = signed_in(make_member())
    edition = make_edition()
    for page in ("/organise/", "/organise/new/", f"/organise/editions/{edition.key}/"):
        assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", ["/", "/editions/", "/organise/"])
def test_more_editions_need_no_more_queries(client, university, page):
    counts = []
    for _size in range(2):
        for _edition in range(4):
            make_edition(make_programme(university))
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]
