"""`.ci/run`: all that must hold, from a fresh clone on a machine with only Python; stops at the first part to fail."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from script.steps.environment import ROOT
from script.steps.postgresql import database_url
from script.steps.say import Stopped, say

CONTESTS = ROOT.parent / "shared" / "data"


def main() -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if CONTESTS.is_dir():
        surroundings.setdefault("LUMINARY_CONTEST_DATA", str(CONTESTS))
    parts: list[tuple[str, list[str], Callable[[], AbstractContextManager[str]]]] = [
        ("lint", ["script/lint"], nullcontext),
        ("tests on SQLite", ["script/test"], nullcontext),
        ("tests on PostgreSQL", ["script/test"], lambda: database_url(f"luminary_ci_{os.getpid()}")),
        ("browser tests", ["script/test", "--browser-only"], nullcontext),
    ]
    told: list[str] = []
    for name, command, database in parts:
        say(f"=== {name}")
        started = time.monotonic()
        try:
            with database() as url:
                more = {"DATABASE_URL": url} if url else {}
                status = subprocess.run(command, cwd=ROOT, env={**surroundings, **more}, check=False).returncode
        except Stopped as error:
            print(f"✗ {error}", file=sys.stderr, flush=True)
            status = 1
        told.append(f"{name} {'good' if status == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)")
        if status:
            break
    say(f"=== {', '.join(told)}")
    raise SystemExit(status)


if __name__ == "__main__":
    main()
