"""A certificate stays valid under its code, with what stands for the name."""

from collections.abc import Collection

from events.certificates.issue import neutral_name
from events.certificates.models import Certificate
from talent.people.erasure import Erased, besides, erased_with_person

erased_with_person(
    Erased(Certificate, "registration__person", kept=["code", "subject", "title", "award", "detail", "shown_as"])
)


@besides
def show_no_name(people: Collection[int]) -> None:
    certificates = Certificate.objects.filter(registration__person__in=people).select_related(
        "registration__delegation"
    )
    for certificate in certificates:
        certificate.shown_as = neutral_name(certificate.registration)
        certificate.save(update_fields=["shown_as", "updated_at"])
