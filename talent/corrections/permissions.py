"""Who asks for corrections, who makes them, who compares."""

import rules

from core.accounts.models import User
from talent.corrections.models import CorrectionPart, CorrectionRequest
from talent.nominations.permissions import coordinates_school, organises_its_call


@rules.predicate
def asked_for_it(user: User, correction: CorrectionRequest | None) -> bool:
    return correction is not None and organises_its_call(user, correction.nomination)


@rules.predicate
def makes_it(user: User, correction: CorrectionRequest | None) -> bool:
    """The school's coordinators; a recommendation is corrected by who wrote it."""
    return (
        correction is not None and correction.recommendation_id is None
        and coordinates_school(user, correction.nomination)
    )


@rules.predicate
def asked_for_its_correction(user: User, part: CorrectionPart | None) -> bool:
    return part is not None and asked_for_it(user, part.correction)


rules.add_perm("corrections.see_old_file", asked_for_its_correction)
rules.add_perm("corrections.ask", organises_its_call)
rules.add_perm("corrections.compare", asked_for_it)
rules.add_perm("corrections.answer", makes_it)
