"""What was asked to be corrected, and how it read before, goes with the nomination."""

from talent.corrections.models import CorrectionPart, CorrectionRequest
from talent.people.erasure import Erased, erased_with_nomination

erased_with_nomination(
    Erased(CorrectionPart, "correction__nomination", deleted=True, uploads=("old_upload",)),
    Erased(CorrectionRequest, "nomination", deleted=True),
)
