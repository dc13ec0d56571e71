"""Who may see consents, ask again and record paper: the coordinators of the student's present school."""

import rules

from core.accounts.models import User
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import Institution, MembershipRole
from talent.people.consent_mail import Asked
from talent.people.models import ConsentAnswer, ConsentRequest

COORDINATOR = MembershipRole.COORDINATOR


@rules.predicate
def coordinates_somewhere(user: User) -> bool:
    return bool(institutions_of(user, COORDINATOR))


@rules.predicate
def coordinates_school(user: User, institution: Institution) -> bool:
    return acts_as(user, institution, COORDINATOR)


@rules.predicate
def coordinates_school_of(user: User, request: ConsentRequest) -> bool:
    return acts_as(user, request.person.institution_id, COORDINATOR)


@rules.predicate
def coordinates_school_of_asked(user: User, asked: Asked) -> bool:
    return acts_as(user, asked.request.person.institution_id, COORDINATOR)


@rules.predicate
def coordinates_school_of_answer(user: User, answer: ConsentAnswer) -> bool:
    return acts_as(user, answer.item.request.person.institution_id, COORDINATOR)


rules.add_perm("people.see_any_consents", coordinates_somewhere)
rules.add_perm("people.see_consents", coordinates_school)
rules.add_perm("people.see_consent", coordinates_school_of)
rules.add_perm("people.ask_consent_again", coordinates_school_of_asked)
rules.add_perm("people.print_consent", coordinates_school_of_asked)
rules.add_perm("people.record_paper", coordinates_school_of_asked)
rules.add_perm("people.read_paper", coordinates_school_of_answer)
