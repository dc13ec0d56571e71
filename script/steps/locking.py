"""`script/lock`: resolves requirements/*.in anew into the lock files, with hashes, for every Python from 3.11.0 on.

`script/lock --upgrade` takes the newest versions; without it a version changes only where an .in file asks for it.
"""

import subprocess
import sys

from script.steps.environment import ROOT, VENV, provide
from script.steps.say import Stopped, say, stop

OPTIONS = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--system-certs", "--quiet",
    "--no-header", "--no-emit-index-url", "--no-emit-find-links",
]


def main() -> None:
    try:
        provide("base")
        for name in ("uv", "base", "dev"):
            say(f"Resolving requirements/{name}.in")
            done = subprocess.run(
                [VENV / "bin" / "uv", "pip", "compile", f"requirements/{name}.in", "-o", f"requirements/{name}.txt",
                 *OPTIONS, *sys.argv[1:]],
                cwd=ROOT, check=False,
            )
            if done.returncode:
                raise Stopped(f"requirements/{name}.in could not be resolved; the lines above say why.")
    except Stopped as error:
        stop(error)


if __name__ == "__main__":
    main()
