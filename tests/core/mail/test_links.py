"""Signed links: one purpose, one time, and nothing but what we signed."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from core.mail.links import LinkBroken, LinkExpired, Purpose
from core.mail.models import RevokedLink

CONSENT = Purpose("consent", timedelta(days=14), "consent")
OFFER = Purpose("offer", timedelta(days=14), "consent")


def test_a_link_opens_what_it_was_made_for(db):
    assert CONSENT.open(CONSENT.token({"r": "k2", "g": 7})) == {"r": "k2", "g": 7}


def test_a_link_of_another_purpose_does_not_open(db):
    with pytest.raises(LinkBroken):
        CONSENT.open(OFFER.token("k2"))


def test_a_link_opens_to_its_last_day_and_not_after(db):
    with time_machine.travel("2026-05-01 08:00", tick=False) as traveller:
        token = CONSENT.token("k2")
        traveller.shift(timedelta(days=14))
        assert CONSENT.open(token) == "k2"
        traveller.shift(timedelta(seconds=2))
        with pytest.raises(LinkExpired) as told:
            CONSENT.open(token)
    assert told.value.about == "k2"


def test_an_expired_link_that_was_changed_too_is_broken_not_expired(db):
    with time_machine.travel("2026-05-01"):
        token = CONSENT.token("k2")
    with pytest.raises(LinkBroken):
        CONSENT.open(token[:-2] + ("AA" if token[-2:] != "AA" else "BB"))


def test_a_revoked_link_does_not_open_and_another_about_the_same_does(db):
    token, other = CONSENT.token("k2"), CONSENT.token(["k2", 1])
    CONSENT.revoke(token)
    CONSENT.revoke(token)
    with pytest.raises(LinkBroken):
        CONSENT.open(token)
    assert CONSENT.open(other) == ["k2", 1]
    assert RevokedLink.objects.count() == 1
    assert token not in RevokedLink.objects.get().fingerprint


def test_what_the_site_signed_for_something_else_is_no_link(db):
    for foreign in (signing.dumps("k2"), signing.dumps("k2", salt="consent"), signing.TimestampSigner().sign("k2")):
        with pytest.raises(LinkBroken):
            CONSENT.open(foreign)


def test_another_sites_key_signs_no_link_of_ours(db, settings):
    token = CONSENT.token("k2")
    settings.SECRET_KEY = "another site's key, long enough for it"
    with pytest.raises(LinkBroken):
        CONSENT.open(token)


def test_a_former_key_still_opens_its_links(db, settings):
    token = CONSENT.token("k2")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key of the same site, long enough"
    assert CONSENT.open(token) == "k2"


@given(place=st.integers(0, 200), letter=st.characters(codec="ascii"))
def test_a_link_with_any_letter_changed_does_not_open(place, letter):
    token = CONSENT.token({"r": "k2", "g": 7})
    changed = token[: place % len(token)] + letter + token[place % len(token) + 1 :]
    if changed != token:
        with pytest.raises(LinkBroken):
            CONSENT.open(changed)


@given(st.text())
def test_any_text_is_a_broken_link(token):
    with pytest.raises(LinkBroken):
        CONSENT.open(token)


def test_the_address_is_whole(db, settings):
    settings.SITE_URL = "https://luminary.example/"
    address = CONSENT.address("k2")
    assert address.startswith("https://luminary.example/consent/")
