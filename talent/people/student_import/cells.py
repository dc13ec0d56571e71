"""Reading one row's cells: each value, or the reason why it cannot be taken."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talent.people.age import age_on
from talent.people.student_import.columns import GUARDIAN_FIELDS
from talent.people.student_import.dates import DateOrder, NotADate, read_date
from talent.people.student_import.words import in_latin, read_country, read_gender, read_grade, read_language

EXAMPLE = "EXAMPLE-"
YOUNGEST, OLDEST = 4, 30
LONGEST = {"name": 200, "latin_name": 200, "number": 40, "email": 254, "relationship": 60, "phone": 40}
PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}(?:(?:ext|x|доб)\.?\s*\d{1,6})?", re.IGNORECASE)
is_email = EmailValidator()


class SchoolLike(Protocol):
    @property
    def country(self) -> str: ...
    @property
    def members(self) -> frozenset[str]: ...
    @property
    def today(self) -> date: ...


class CellWrong(ValueError):
    """One or more cells that cannot be taken: pairs of field and reason."""

    def __init__(self, *wrong: list[str]) -> None:
        super().__init__(wrong)
        self.wrong = list(wrong)


def read_student(
    texts: Mapping[str, str], school: SchoolLike, order: DateOrder
) -> tuple[dict[str, Any], list[list[str]]]:
    """The student's values that the row gives, and what is wrong."""
    fields: dict[str, Any] = {}
    wrong: list[list[str]] = []
    try:
        fields |= read_names(texts)
    except CellWrong as error:
        wrong += error.wrong
    for name in STUDENT_CELLS:
        if text := texts.get(name, "").strip():
            try:
                if name == "birth_date":
                    fields[name] = read_birth_date(text, order, school.today)
                elif name == "country":
                    fields[name] = read_member_country(text, school.members)
                else:
                    fields[name] = READERS[name](text)
            except ValueError as error:
                wrong.append([name, str(error)])
    if not texts.get("birth_date", "").strip():
        wrong.append(["birth_date", _("is missing")])
    return fields, wrong


def read_names(texts: Mapping[str, str]) -> dict[str, str]:
    """The name as one field, and its Latin form: given, or the name itself, or a Cyrillic name written over."""
    name = tidy(texts.get("name", "")) or joined_name(texts)
    if not name:
        raise CellWrong([first_given(texts, "name", "given_name", "family_name"), _("is missing")])
    if not any(letter.isalpha() for letter in name):
        raise CellWrong(["name", _("“%(text)s” is not a name") % {"text": name[:40]}])
    name = limited("name", name, "name")
    given = tidy(texts.get("latin_name", ""))
    if given:
        if in_latin(given) != given:
            raise CellWrong(["latin_name", _("“%(text)s” is not in Latin letters") % {"text": given[:40]}])
        return {"name": name, "latin_name": limited("latin_name", given, "latin_name")}
    latin = in_latin(name)
    if latin is None:
        raise CellWrong(["latin_name", _("is missing: the name in Latin letters stands on badges")])
    # Made here, not given: it does not change one that the school corrected by hand.
    return {"name": name, "latin_name": latin[:200], "_latin": "made"}


def joined_name(texts: Mapping[str, str]) -> str:
    """From several columns, in the order in which the file has them: that is how the school writes names."""
    parts = [name for name in texts if name in {"family_name", "given_name", "middle_name"}]
    return tidy(" ".join(texts[part] for part in parts))


def first_given(texts: Mapping[str, str], *names: str) -> str:
    return next((name for name in names if name in texts), names[0])


def read_number(text: str) -> str:
    if text.startswith(EXAMPLE):
        raise ValueError(_("this row is the template's example; take it away"))
    return limited("number", text)


def read_birth_date(text: str, order: DateOrder, today: date) -> str:
    try:
        born = read_date(text, order)
    except NotADate as error:
        raise ValueError(str(error)) from None
    if born > today:
        raise ValueError(_("%(date)s is in the future") % {"date": born.isoformat()})
    age = age_on(born, today)
    if not YOUNGEST <= age <= OLDEST:
        raise ValueError(
            _("born %(date)s, the student would be %(age)s years old") % {"date": born.isoformat(), "age": age}
        )
    return born.isoformat()


def known(read: Callable[[str], Any], reason: Any) -> Callable[[str], Any]:
    def reader(text: str) -> Any:
        value = read(text)
        if value is None:
            raise ValueError(str(reason) % {"text": text[:40]})
        return value

    return reader


def read_member_country(text: str, members: frozenset[str]) -> str:
    code = read_country(text)
    if code is None:
        raise ValueError(_("“%(text)s” is not a country known here; write its code, such as TH") % {"text": text[:40]})
    if code not in members:
        raise ValueError(_("“%(text)s” is not a member country") % {"text": text[:40]})
    return code


def read_email(text: str) -> str:
    try:
        is_email(text)
    except ValidationError:
        raise ValueError(_("“%(text)s” is not an email address") % {"text": text[:60]}) from None
    return limited("email", text)


def read_phone(text: str) -> str:
    if not PHONE.fullmatch(text) or sum(character.isdigit() for character in text) < 5:
        raise ValueError(_("“%(text)s” is not a telephone number") % {"text": text[:40]})
    return limited("phone", text)


def read_guardian(texts: Mapping[str, str], place: int) -> dict[str, str] | None:
    """One guardian's values that are given; None where the row names none. Raises CellWrong."""
    given = {name: tidy(texts.get(f"guardian{place}_{name}", "")) for name in GUARDIAN_FIELDS}
    given = {name: text for name, text in given.items() if text}
    if not given.keys() - {"relationship", "language"}:
        return None
    guardian: dict[str, str] = {}
    wrong: list[list[str]] = []
    for name, text in given.items():
        try:
            guardian[name] = GUARDIAN_READERS[name](text)
        except ValueError as error:
            wrong.append([f"guardian{place}_{name}", str(error)])
    if "name" not in given:
        wrong.append([f"guardian{place}_name", _("is missing, though the guardian has an address or number")])
    if wrong:
        raise CellWrong(*wrong)
    return guardian


def limited(name: str, text: str, column: str = "") -> str:
    text = tidy(text)
    if len(text) > LONGEST[name]:
        reason = _("longer than %(n)s characters") % {"n": LONGEST[name]}
        raise CellWrong([column, reason]) if column else ValueError(reason)
    return text


def tidy(text: str) -> str:
    return " ".join(text.split())


def read_languages(text: str) -> list[str]:
    """Several, with anything but letters between them, in the order of the site's list."""
    found = set()
    for word in filter(None, (part.strip() for part in re.split(r"[,;/|\n+]+", text))):
        language = read_language(word)
        if language is None:
            raise ValueError(_("“%(text)s” is not a language that Luminary writes in") % {"text": word[:40]})
        found.add(language)
    return [code for code, _name in settings.LANGUAGES if code in found]


READERS: dict[str, Callable[[str], Any]] = {
    "number": read_number,
    "gender": known(read_gender, gettext_lazy("“%(text)s” is not a gender known here; write f, m or x")),
    "grade": known(read_grade, gettext_lazy("“%(text)s” is not a grade from 1 to 13")),
    "languages": read_languages,
    "email": read_email,
}
STUDENT_CELLS = ("number", "birth_date", "gender", "country", "grade", "languages", "email")
GUARDIAN_READERS: dict[str, Callable[[str], Any]] = {
    "name": lambda text: limited("name", text),
    "relationship": lambda text: limited("relationship", text),
    "email": read_email,
    "phone": read_phone,
    "language": known(read_language, gettext_lazy("“%(text)s” is not a language that Luminary writes in")),
}
