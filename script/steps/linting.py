"""`script/lint`: everything that is judged without running Luminary's pages."""

import os
import subprocess

from script.steps.environment import PYTHON, ROOT, provide
from script.steps.say import Stopped, say, stop

PRODUCTION = {
    "LUMINARY_PRODUCTION": "1", "LUMINARY_DEMONSTRATION": "0", "LUMINARY_URL": "https://luminary.example",
    "LUMINARY_HOSTS": "luminary.example", "LUMINARY_SECRET_KEY": "for-this-check-only-" + "0123456789abcdef" * 4,
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("ruff: style and likely mistakes", ["-m", "ruff", "check"], {}),
    ("import-linter: the house's floors", ["-c", "from importlinter.cli import lint_imports_command as c; c()"], {}),
    ("mypy: types of the rule modules", ["-m", "mypy"], {}),
    ("models and migrations agree", ["manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("ready for production", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]


def main() -> None:
    try:
        provide("dev")
        raise SystemExit(lint())
    except Stopped as error:
        stop(error)


def lint() -> int:
    """Run all checks, so that one run shows everything; gives the first failed one's exit status."""
    failed = []
    for name, command, more in CHECKS:
        done = subprocess.run(
            [PYTHON, *command], cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
        )
        say(f"{'good' if done.returncode == 0 else 'BAD '}  {name}")
        if done.returncode:
            print((done.stdout + done.stderr).rstrip(), flush=True)
            failed.append(done.returncode)
    return failed[0] if failed else 0


if __name__ == "__main__":
    main()
