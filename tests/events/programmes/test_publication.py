"""Publishing an edition and what must be true before it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.audit.lifecycle import NotAllowed, Refused
from core.audit.models import Entry
from events.programmes.models import Edition, EditionState
from events.programmes.publication import archive, close, lacks, publish, unpublish
from talent.institutions.models import InstitutionState
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def test_a_complete_draft_is_published_and_the_act_is_written_down(user):
    edition = make_edition(state=EditionState.DRAFT)
    publish(edition, user)
    assert Edition.objects.get(pk=edition.pk).state == EditionState.PUBLISHED
    entry = Entry.objects.about(edition).get()
    assert (entry.from_state, entry.to_state, entry.by) == ("draft", "published", user)


@pytest.mark.parametrize(("fields", "word"), [
    ({"summary": " "}, "in short"),
    ({"venue": ""}, "venue"),
    ({"starts_at": timezone.now() - timedelta(days=9), "ends_at": timezone.now() - timedelta(days=2)}, "past"),
    ({"open_registration": True}, "until when"),
    ({"open_registration": True, "registration_closes_at": timezone.now() - timedelta(days=1)}, "past"),
    ({"open_registration": True, "registration_closes_at": timezone.now() + timedelta(days=99)}, "earlier"),
])
def test_what_is_incomplete_is_not_published_and_says_what_lacks(user, fields, word):
    edition = make_edition(state=EditionState.DRAFT, **fields)
    with pytest.raises(Refused, match=word):
        publish(edition, user)
    assert Edition.objects.get(pk=edition.pk).state == EditionState.DRAFT


def test_an_edition_on_line_needs_no_venue():
    assert not lacks(make_edition(state=EditionState.DRAFT, venue="", online=True), EditionState.PUBLISHED)


def test_a_host_that_is_not_verified_holds_no_published_edition():
    edition = make_edition(state=EditionState.DRAFT)
    edition.host.state = InstitutionState.SUSPENDED
    assert "not verified" in lacks(edition, EditionState.PUBLISHED)[0]


def test_a_closed_edition_opens_again_and_a_draft_is_not_closed(user):
    edition = make_edition()
    close(edition, user)
    publish(edition, user)
    unpublish(edition, user)
    with pytest.raises(NotAllowed):
        close(edition, user)


def test_an_edition_is_archived_only_when_it_is_over(user):
    edition = make_edition(state=EditionState.CLOSED)
    with pytest.raises(Refused, match="not ended"):
        archive(edition, user)
    edition.starts_at = edition.ends_at = timezone.now() - timedelta(hours=1)
    archive(edition, user)
    assert Edition.objects.get(pk=edition.pk).state == EditionState.ARCHIVED
