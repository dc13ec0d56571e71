"""Signing an institution up."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.limits import within_limit
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.institutions.models import Institution, InstitutionState, MemberCountry, Membership
from talent.institutions.roles import leading_role
from talent.institutions.verification import tell_verifiers


def sign_up(institution: Institution, by: User) -> Institution:
    """Store a new institution, led by who signs it up, and tell those who verify it.

    It lets nobody act for it before it is verified. Language and zone are its country's, the zone the
    person's own where they have set one. Raises Refused for who signs up more than five a day.
    """
    if not within_limit("institution-signup", str(by.pk), 5, timedelta(days=1)):
        raise Refused(_("You signed several institutions up today. Please write to the secretariat instead."))
    country = MemberCountry.objects.filter(code=institution.country).first()
    if country:
        institution.language = country.language
        institution.zone = by.zone if by.zone != "UTC" else country.zone
    institution.state = InstitutionState.APPLIED
    with transaction.atomic():
        institution.save()
        Membership.objects.create(user=by, institution=institution, role=leading_role(institution.kind))
        record("signed up", institution, by)
        tell_verifiers(institution)
    return institution
