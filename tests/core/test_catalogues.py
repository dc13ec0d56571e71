"""The translations: each says what the English says, with the same facts in it, and is compiled as it is written."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import to_locale

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en-gb"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(%[sd])")
TAG = re.compile(r"</?[a-z][^>]*>")


def folder(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / to_locale(language) / "LC_MESSAGES"


def placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


@pytest.fixture(params=LANGUAGES)
def catalogue(request) -> polib.POFile:
    return polib.pofile(str(folder(request.param) / "django.po"))


def test_every_translation_has_the_same_facts_and_tags_as_the_english(catalogue):
    wrong = []
    for entry in catalogue.translated_entries():
        for said in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            # One form of a plural may say "one" in words; no form may name a fact that is not there.
            asked = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
            lacks = set() if entry.msgid_plural else asked - placeholders(said)
            if placeholders(said) - asked or lacks or sorted(TAG.findall(said)) != sorted(TAG.findall(entry.msgid)):
                wrong.append((entry.msgid, said))
    assert not wrong


def test_nothing_is_taken_for_translated_that_was_only_guessed(catalogue):
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_written_one_says(language):
    written = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.pofile(str(folder(language) / "django.po")).translated_entries()
    }
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.mofile(str(folder(language) / "django.mo"))
    }
    assert compiled == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guardian_reads_what_is_asked_in_their_own_language(language):
    with translation.override(language):
        assert translation.gettext("taking part") != "taking part"
