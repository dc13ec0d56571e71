"""The module's models, gathered from its rooms."""

from talent.institutions.models import Institution, Invitation, MemberCountry, Membership
from talent.nominations.models import Answer, Call, Criterion, Nomination, Question, Quota
from talent.people.models import (
    ConsentAnswer,
    ConsentItem,
    ConsentRequest,
    Guardian,
    Person,
    StudentImport,
    StudentImportRow,
)
from talent.selection.models import Offer, PanelInvitation, Panellist, Proposal, Review, Score, Standing

__all__ = [
    "Answer",
    "Call",
    "ConsentAnswer",
    "ConsentItem",
    "ConsentRequest",
    "Criterion",
    "Guardian",
    "Institution",
    "Invitation",
    "MemberCountry",
    "Membership",
    "Nomination",
    "Offer",
    "PanelInvitation",
    "Panellist",
    "Person",
    "Proposal",
    "Question",
    "Quota",
    "Review",
    "Score",
    "Standing",
    "StudentImport",
    "StudentImportRow",
]
