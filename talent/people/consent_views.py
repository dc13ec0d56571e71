"""The guardian's pages, by signed link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.accounts.access import by_link
from core.mail.links import LinkRefused
from talent.people.consent_mail import CONSENT_LINK, asked_by


@by_link
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked of one guardian (or of the student of age)."""
    try:
        asked = asked_by(CONSENT_LINK.open(token))
    except LinkRefused:
        return render(request, "talent/people/consent_broken.html", status=404)
    return render(request, "talent/people/consent.html", {"asked": asked, "items": asked.request.items.all()})
