"""What becomes of a person's rows here; the order matters, for answers protect the guardians who gave them."""

from talent.people.erasure import ANONYMOUS, Erased, erased_with_person
from talent.people.models import (
    ConsentAnswer,
    ConsentRequest,
    Guardian,
    Person,
    StudentImportRow,
)
from talent.people.record.models import RecordEntry
from talent.people.school_change.models import SchoolChange

erased_with_person(
    Erased(ConsentAnswer, "item__request__person", deleted=True, uploads=("paper",)),
    Erased(ConsentRequest, "person", deleted=True),
    Erased(SchoolChange, "person", deleted=True),
    Erased(RecordEntry, "person", deleted=True),
    Erased(StudentImportRow, "person", deleted=True),
    Erased(Guardian, "person", deleted=True),
    Erased(
        Person, "", blank={
            "name": ANONYMOUS, "latin_name": ANONYMOUS, "sort_key": ANONYMOUS, "birth_date": None, "number": "",
            "email": "", "languages": [], "user": None, "keep_until": None,
        },
    ),
)
