"""The file to start from: every heading that is understood, and two rows that show how to fill them in."""

from datetime import date

from talent.institutions.models import Institution
from talent.people.student_import.cells import EXAMPLE

HEADER = (
    "Number", "Name", "Name in Latin letters", "Date of birth", "Gender", "Country", "Grade", "Languages", "Email",
    "Guardian 1 name", "Guardian 1 relationship", "Guardian 1 email", "Guardian 1 phone", "Guardian 1 language",
    "Guardian 2 name", "Guardian 2 relationship", "Guardian 2 email", "Guardian 2 phone", "Guardian 2 language",
)


def template_rows(institution: Institution, today: date) -> list[list[str | int | date]]:
    """Invented students; their names say so."""
    country, language = institution.country.code, institution.language
    return [
        [
            f"{EXAMPLE}1", "Example Student", "Example Student", date(today.year - 15, 3, 31), "f", country, 9, "en",
            "", "Example Guardian", "mother", "guardian@example.org", "", language, "", "", "", "", "",
        ],
        [
            f"{EXAMPLE}2", "ตัวอย่าง นักเรียน", "Tuayang Nakrian", date(today.year - 14, 12, 1), "m", country, 8,
            "th; en", "", "Example Without Email", "father", "", "+66 2 000 0000", "th", "", "", "", "", "",
        ],
    ]
