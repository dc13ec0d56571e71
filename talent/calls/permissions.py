"""Who may do what with calls."""

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from talent.calls.models import Call, Criterion, Extension, Question
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole


@rules.predicate
def is_an_organiser(user: User) -> bool:
    return bool(institutions_of(user, MembershipRole.ORGANISER))


@rules.predicate
def organises(user: User, call: Call | None) -> bool:
    return call is not None and acts_as(user, call.institution_id, MembershipRole.ORGANISER)


@rules.predicate
def organises_call_of(user: User, line: Question | Criterion | Extension | None) -> bool:
    return line is not None and organises(user, line.call)


rules.add_perm("calls.organise", is_an_organiser | is_secretariat)
rules.add_perm("calls.edit", organises | is_secretariat)
rules.add_perm("calls.edit_line", organises_call_of | is_secretariat)
rules.add_perm("calls.edit_extension", organises_call_of | is_secretariat)
