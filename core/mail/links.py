"""Signed links in emails: single-purpose, expiring, revocable.

A link carries a purpose, what it is about and the moment it was made, signed with the site's key. A link
made for one purpose never opens a page of another: the purpose is the signature's salt.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from core.mail.models import RevokedLink


class LinkRefused(Exception):
    """The link does not open."""


class LinkBroken(LinkRefused):
    """Cut off, changed, made for another purpose, or revoked."""


class LinkExpired(LinkRefused):
    """Once right, now too old; `about` says what it was about, so that a new one can be sent."""

    def __init__(self, about: Any) -> None:
        super().__init__("expired")
        self.about = about


@dataclass(frozen=True)
class Purpose:
    """What a link is for, how long it opens and the name of the page it opens.

    The page's address takes one argument, `token`.
    """

    name: str
    lasts: timedelta
    page: str

    def token(self, about: Any) -> str:
        """A token about `about` (JSON values, no personal data: it stands in server logs)."""
        return signing.dumps(about, salt=f"link:{self.name}", compress=True)

    def address(self, about: Any) -> str:
        """The whole address for an email."""
        return settings.SITE_URL.rstrip("/") + reverse(self.page, kwargs={"token": self.token(about)})

    def open(self, token: str) -> Any:
        """What the token is about. Raises LinkBroken or LinkExpired."""
        salt = f"link:{self.name}"
        try:
            about = signing.loads(token, salt=salt, max_age=self.lasts)
        except signing.SignatureExpired:
            raise LinkExpired(signing.loads(token, salt=salt)) from None
        except signing.BadSignature:
            raise LinkBroken from None
        if RevokedLink.objects.filter(fingerprint=fingerprint(token)).exists():
            raise LinkBroken
        return about

    def revoke(self, token: str) -> None:
        """Make this very token open no more: for links that must work only once."""
        RevokedLink.objects.get_or_create(fingerprint=fingerprint(token))


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
