"""`script/messages`: brings every language's catalogue up to date with the strings in code and templates, compiles it.

What was translated stays. What is new stands empty in `locale/*/LC_MESSAGES/django.po` and is shown in English until
somebody who speaks the language fills it in; then this is run again. Needs gettext, which it installs where it can.
"""

import os
import shutil
import subprocess

from script.steps.browser import apt_get
from script.steps.environment import PYTHON, ROOT, provide
from script.steps.say import Stopped, say, stop

LOCALE = ROOT / "locale"


def main() -> None:
    try:
        provide("dev")
        provide_gettext()
        languages = [word for language in languages_of_settings() for word in ("--locale", language)]
        LOCALE.mkdir(exist_ok=True)
        say("Gathering the strings")
        manage(
            "makemessages", *languages, "--no-obsolete", "--add-location", "file", "--no-wrap",
            "--ignore", ".venv", "--ignore", "var", "--ignore", "tests", "--ignore", "bench",
        )
        run("-m", "script.steps.unguess", str(LOCALE))
        say("Compiling the catalogues")
        manage("compilemessages", *languages)
    except Stopped as error:
        stop(error)


def provide_gettext() -> None:
    if shutil.which("xgettext"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get") or not apt_get("install", "-y", "gettext"):
        raise Stopped("The strings are gathered by GNU gettext: on Debian or Ubuntu, sudo apt-get install gettext.")


def languages_of_settings() -> list[str]:
    """The languages that Luminary offers, but for the one it is written in, as folders' names."""
    words = (
        "from django.utils.translation import to_locale; from config.settings import LANGUAGES; "
        "print(*(to_locale(code) for code, name in LANGUAGES if code != 'en-gb'))"
    )
    return subprocess.run([PYTHON, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def manage(*words: str) -> None:
    run("manage.py", *words)


def run(*words: str) -> None:
    done = subprocess.run([PYTHON, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Stopped("The lines above say what stands against it.")


if __name__ == "__main__":
    main()
