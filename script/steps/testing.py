"""`script/test`: installs what the tests need and runs them."""

import argparse
import os
import subprocess
import sys

from script.steps.browser import provide_chromium
from script.steps.environment import PYTHON, ROOT, provide
from script.steps.say import Stopped, say, stop

TEXT = """Sets up what the tests need and runs them, several at a time.

Runs on SQLite; on PostgreSQL when DATABASE_URL names a server on which a database may be created.
Every other option and path is pytest's: script/test tests/core -k links -x"""
NO_TESTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="script/test", description=TEXT, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="LUMINARY_CONTEST_DATA: the folder of real contests; tests that need it skip without it.",
        allow_abbrev=False,
    )
    parser.add_argument("--browser", action="store_true", help="also the tests that drive Chromium")
    parser.add_argument("--browser-only", action="store_true", help="only those")
    options, rest = parser.parse_known_args()
    try:
        provide("dev")
        if options.browser or options.browser_only:
            os.environ["LUMINARY_CHROMIUM"] = provide_chromium()
        kinds = ["browser"] if options.browser_only else ["quick", "browser"] if options.browser else ["quick"]
        raise SystemExit(run_tests(rest, kinds))
    except Stopped as error:
        stop(error)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def run_tests(rest: list[str], kinds: list[str]) -> int:
    """Run the kinds of test one after the other; gives the exit status.

    Paths and expressions may leave one kind without a test; that is no failure while another kind has one.
    """
    answers = []
    for kind in kinds:
        answers.append(pytest([*(["--browser-tests"] if kind == "browser" else []), *spread(rest), *rest]))
        if answers[-1] not in {0, NO_TESTS}:
            return answers[-1]
    return min(answers)


def spread(rest: list[str]) -> list[str]:
    """Several processes, unless the person said how many or wants to look into a test."""
    chosen = any(word == "-n" or word.startswith(("-n", "--numprocesses", "--pdb", "-s", "--trace")) for word in rest)
    return [] if chosen else ["-n", "auto", "--maxprocesses", "8"]


def pytest(arguments: list[str]) -> int:
    where = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    say(f"pytest {' '.join(arguments)} (on {where})")
    sys.stdout.flush()
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
