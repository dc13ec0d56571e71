"""What becomes of a nomination's rows: state, scores and school stay, as numbers about nobody."""

from talent.nominations.bulk.models import BroughtFile, NominationImportRow
from talent.nominations.duplicates.models import DuplicatePair
from talent.nominations.models import Answer, Nomination
from talent.people.erasure import Erased, erased_with_nomination, erased_with_person

erased_with_nomination(
    Erased(NominationImportRow, "nomination", deleted=True),
    Erased(DuplicatePair, "first", deleted=True),
    Erased(DuplicatePair, "second", deleted=True),
    Erased(Answer, "nomination", deleted=True, uploads=("upload",)),
    Erased(Nomination, "", blank={"ministry_words": "", "consent": None}),
)
erased_with_person(
    Erased(NominationImportRow, "person", deleted=True),
    Erased(BroughtFile, "person", deleted=True, uploads=("upload", "replaced")),
)
