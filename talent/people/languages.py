"""The languages that a person may have, by the codes of the site's languages."""

from collections.abc import Iterable

from django.conf import settings


def languages_in_words(codes: Iterable[str]) -> str:
    """Their names, each in its own language, in the order of the site's list; an unknown code stands as it is."""
    names, wanted = dict(settings.LANGUAGES), set(codes)
    return ", ".join([*(names[code] for code in names if code in wanted), *sorted(wanted - set(names))])
