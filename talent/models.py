"""The module's models, gathered from its rooms."""

from talent.calls.models import (
    Call,
    Criterion,
    EarlierCriterion,
    EarlierQuestion,
    Extension,
    InvitedInstitution,
    Question,
    Quota,
)
from talent.corrections.models import CorrectionPart, CorrectionRequest
from talent.institutions.models import Institution, Invitation, MemberCountry, Membership
from talent.nominations.bulk.models import BroughtFile, NominationImport, NominationImportRow
from talent.nominations.duplicates.models import DuplicatePair
from talent.nominations.models import Answer, Nomination
from talent.offers.models import Offer
from talent.people.models import (
    ConsentAnswer,
    ConsentItem,
    ConsentRequest,
    Guardian,
    Person,
    StudentImport,
    StudentImportRow,
)
from talent.people.record.models import RecordEntry
from talent.people.rollover.models import YearRollover
from talent.people.school_change.models import SchoolChange
from talent.recommendations.models import Recommendation
from talent.retention.models import Erasure
from talent.reviews.models import (
    DeclaredConflict,
    Disagreement,
    DiscussionNote,
    PanelInvitation,
    Panellist,
    PanelMeeting,
    Review,
    Score,
)
from talent.selection.models import Proposal, Standing

__all__ = [
    "Answer",
    "BroughtFile",
    "Call",
    "ConsentAnswer",
    "ConsentItem",
    "ConsentRequest",
    "CorrectionPart",
    "CorrectionRequest",
    "Criterion",
    "DeclaredConflict",
    "Disagreement",
    "DiscussionNote",
    "DuplicatePair",
    "EarlierCriterion",
    "EarlierQuestion",
    "Erasure",
    "Extension",
    "Guardian",
    "Institution",
    "Invitation",
    "InvitedInstitution",
    "MemberCountry",
    "Membership",
    "Nomination",
    "NominationImport",
    "NominationImportRow",
    "Offer",
    "PanelInvitation",
    "PanelMeeting",
    "Panellist",
    "Person",
    "Proposal",
    "Question",
    "Quota",
    "Recommendation",
    "RecordEntry",
    "Review",
    "SchoolChange",
    "Score",
    "Standing",
    "StudentImport",
    "StudentImportRow",
    "YearRollover",
]
