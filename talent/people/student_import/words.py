"""Cells that are words of a list: gender, country, grade, language; and Latin letters for Cyrillic names."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.utils import translation
from django_countries import countries

GENDERS = {
    "f": (
        "f", "female", "girl", "woman", "ж", "жен", "женский", "девочка", "p", "perempuan", "wanita", "puteri", "babae",
        "nu", "หญิง", "ญ", "ស្រី", "ស", "ຍິງ", "မ", "மகளிர்", "பெண்", "女", "feminino", "fem",
    ),
    "m": (
        "m", "male", "boy", "man", "м", "муж", "мужской", "мальчик", "l", "laki laki", "pria", "lelaki", "putera",
        "lalaki", "nam", "ชาย", "ช", "ប្រុស", "ប", "ຊາຍ", "ကျား", "ஆண்", "男", "masculino", "masc",
    ),
    "x": ("x", "other", "diverse", "другой", "lainnya", "khac", "อื่นๆ", "其他", "outro"),
    "": ("not said", "unknown", "не указан"),
}
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
}
GRADES = range(1, 14)
# In Thailand secondary school (มัธยม) counts from one again.
THAI_SECONDARY = re.compile(r"(?:ม|มัธยม|มัธยมศึกษาปีที่)\.?\s*([1-6])(?:[/.].*)?")
THAI_PRIMARY = re.compile(r"(?:ป|ประถม|ประถมศึกษาปีที่)\.?\s*([1-6])(?:[/.].*)?")
GRADE = re.compile(r"(?:[^\W\d_]+[.\s]*)?(\d{1,2})(?:\s*[-.–]?\s*[^\W\d_]{1,2}|\s+[^\W\d_]+|[/.-]\d{1,2})?")
ROMAN_GRADE = re.compile(r"(?:[^\W\d_]+\s+)?([ivx]{1,4})(?:[\s.-]*[a-hа-я]|[\s/.-]*\d{1,2}|\s+\w{1,5}(?:\s\d{1,2})?)?")
COUNTRY_WORDS = {
    "russia": "RU", "russian federation": "RU", "brunei darussalam": "BN", "ประเทศไทย": "TH",
    "lao people s democratic republic": "LA", "kingdom of cambodia": "KH", "socialist republic of vietnam": "VN",
    "россия": "RU", "рф": "RU", "российская федерация": "RU", "brunei": "BN", "burma": "MM",
    "myanmar": "MM", "laos": "LA", "lao pdr": "LA", "vietnam": "VN", "viet nam": "VN", "east timor": "TL",
    "timor leste": "TL", "philippines": "PH", "pilipinas": "PH", "wni": "ID", "thai": "TH", "ไทย": "TH", "lao": "LA",
    "ລາວ": "LA", "ខ្មែរ": "KH", "vietnamese": "VN", "indonesian": "ID", "malaysian": "MY", "filipino": "PH",
    "singaporean": "SG", "russian": "RU", "cambodian": "KH", "burmese": "MM", "bruneian": "BN", "timorese": "TL",
}
# Doc 9303 of the International Civil Aviation Organization, as in Russian passports.
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu",
    "я": "ia",
}


def folded(text: str) -> str:
    """For comparing words: without case, accents on Latin letters and punctuation."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = re.sub("[\u0300-\u036f]", "", text) if not re.search("[а-я]", text) else unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", text.replace("đ", "d"))
    return " ".join(re.sub(r"[.,;:()\-_'’\"]+", " ", text).split())


GENDER_WORDS = {folded(word): gender for gender, words in GENDERS.items() for word in words}


def read_gender(text: str) -> str | None:
    return GENDER_WORDS.get(folded(text))


def read_country(text: str) -> str | None:
    """The ISO 3166-1 code (of two letters), from either code or a name in any of the site's languages."""
    code = text.strip().upper()
    if len(code) in {2, 3} and code.isascii() and (found := countries.alpha2(code)):
        return found
    word = folded(text)
    return COUNTRY_WORDS.get(word) or country_names().get(word)


@cache
def country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, name in countries.countries.items():
                names.setdefault(folded(str(name if isinstance(name, str) else countries.name(code))), code)
                names.setdefault(folded(countries.name(code)), code)
    return names


def read_grade(text: str) -> int | None:
    """9, 9A, 9-Б, Grade 9, Lớp 9, IX, ม.3 (which is 9)."""
    text = unicodedata.normalize("NFKC", text).strip().casefold().replace(".0", "")
    for pattern, ahead in ((THAI_SECONDARY, 6), (THAI_PRIMARY, 0)):
        if found := pattern.fullmatch(text):
            return int(found[1]) + ahead
    if found := GRADE.fullmatch(text):
        grade = int(found[1])
    elif (found := ROMAN_GRADE.fullmatch(text)) and found[1] in ROMAN:
        grade = ROMAN[found[1]]
    else:
        return None
    return grade if grade in GRADES else None


LANGUAGE_WORDS = {
    **{folded(code): code for code, _name in settings.LANGUAGES},
    **{folded(name): code for code, name in settings.LANGUAGES},
    "english": "en-gb", "en": "en-gb", "filipino": "fil", "tagalog": "fil", "tl": "fil", "indonesian": "id",
    "khmer": "km", "lao": "lo", "malay": "ms", "melayu": "ms", "burmese": "my", "myanmar": "my", "portuguese": "pt",
    "russian": "ru", "tamil": "ta", "thai": "th", "vietnamese": "vi", "chinese": "zh-hans", "mandarin": "zh-hans",
    "zh": "zh-hans", "indonesia": "id",
}


def read_language(text: str) -> str | None:
    return LANGUAGE_WORDS.get(folded(text))


def in_latin(name: str) -> str | None:
    """The name in Latin letters: itself if it is in them, Cyrillic as passports write it, None for other scripts."""
    if not has_letters_beyond(name, "LATIN"):
        return name
    if has_letters_beyond(name, "LATIN", "CYRILLIC"):
        return None
    written = "".join(CYRILLIC.get(letter, letter) for letter in name.lower())
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in written.split())


def has_letters_beyond(text: str, *scripts: str) -> bool:
    return any(
        not letter.isascii() and letter.isalpha() and not unicodedata.name(letter, "").startswith(scripts)
        for letter in text
    )
