"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    return {"DEMONSTRATION": settings.DEMONSTRATION, "SITE_URL": settings.SITE_URL, "LANGUAGES": settings.LANGUAGES}
