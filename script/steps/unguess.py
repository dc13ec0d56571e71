"""Clears what gettext guessed from similar strings: a guardian is better served by English than by another sentence.

Run by `script/messages` with Luminary's own Python, on each language's catalogue.
"""

import sys
from pathlib import Path

import polib

# Where gettext does not know how many forms a number takes.
FORMS = {"fil": "nplurals=2; plural=(n > 1);", "lo": "nplurals=1; plural=0;"}
BLANK = "nplurals=INTEGER; plural=EXPRESSION;"


def main(locale: Path) -> None:
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        catalogue = polib.pofile(str(path), wrapwidth=0)
        catalogue.metadata_is_fuzzy = False
        if catalogue.metadata.get("Plural-Forms", BLANK) == BLANK:
            catalogue.metadata["Plural-Forms"] = FORMS[language]
        catalogue.metadata = {
            "Project-Id-Version": "Luminary", "Language": language, "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": catalogue.metadata["Plural-Forms"],
        }
        catalogue.header = "Luminary's words in another language. See docs/languages.md."
        for entry in catalogue.fuzzy_entries():
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        catalogue.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
