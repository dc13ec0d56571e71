"""The virtual environment in `.venv/`: made, filled from the lock files, remade when broken.

Only the standard library: it runs before anything is installed. A stamp in the environment holds the
digests of the lock files it was filled from, so that a second run has nothing to do.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.steps.say import Stopped, say

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "luminary.json"
LOCKS = {"base": ("base.txt",), "dev": ("base.txt", "dev.txt")}
NEEDED_MB = 400
NO_NETWORK = (
    "name resolution", "Network is unreachable", "Connection refused", "ConnectTimeout", "timed out", "dns error",
    "NewConnectionError", "error sending request", "Failed to fetch", "Max retries exceeded",
)


def provide(wanted: str) -> None:
    """Make sure that `.venv` holds what the lock file of `wanted` ("base" or "dev") names."""
    with one_at_a_time():
        if not usable():
            make()
        stamp = read_stamp()
        if stamp.get(wanted) == digest(wanted):
            return
        if stamp and stamp["place"] != str(VENV.resolve()):
            say("The folder was moved since .venv was made; making it again")
            make()
        started = time.monotonic()
        count = sum(1 for line in (ROOT / "requirements" / f"{wanted}.txt").open() if "==" in line.split("#")[0])
        say(f"Installing {count} packages from requirements/{wanted}.txt into .venv")
        install(ROOT / "requirements" / f"{wanted}.txt")
        write_stamp(wanted)
        say(f"Installed in {time.monotonic() - started:.0f} s")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two scripts started together do not install into one environment at once."""
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another script is installing; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def usable() -> bool:
    """Whether `.venv` is an environment whose Python starts and is new enough."""
    if not VENV.exists():
        return False
    try:
        told = subprocess.run(
            [PYTHON, "-c", "import sys, pip; print(sys.version_info >= (3, 11))"],
            capture_output=True, text=True, timeout=60, check=False,
        )
    except OSError:
        told = None
    if told and told.stdout.strip() == "True":
        return True
    say(".venv is broken (its Python does not start, or is too old); making it again")
    return False


def make() -> None:
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < NEEDED_MB:
        raise Stopped(f"The disk is nearly full: {free} MB are free, about {NEEDED_MB} MB are needed.")
    say(f"Making .venv with Python {sys.version.split()[0]}")
    if VENV.is_symlink():
        VENV.unlink()
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode:
        words = made.stdout + made.stderr
        raise Stopped(
            "The virtual environment could not be made. "
            + (
                "This Python has no venv module: on Debian or Ubuntu, sudo apt-get install python3-venv."
                if "ensurepip" in words
                else f"Python said:\n{words.strip()[-1500:]}"
            )
        )


def install(lock: Path) -> None:
    """Install a lock file with its hashes: by uv where it runs, by pip where it does not."""
    uv = VENV / "bin" / "uv"
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "--quiet"]
    if not uv.exists():
        run_quietly([*pip, "-r", ROOT / "requirements" / "uv.txt"])
    if uv.exists() and not run_quietly([uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock]):
        return
    if words := run_quietly([*pip, "-r", lock]):
        raise Stopped(why_not_installed(words))


def run_quietly(command: list) -> str:
    """Run an installer; gives '' when it succeeded, else what it said."""
    surroundings = {**os.environ, "UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true", "UV_NO_CONFIG": "1"}
    # Who has told pip of a mirror means every installer.
    if mirror := os.environ.get("PIP_INDEX_URL"):
        surroundings.setdefault("UV_DEFAULT_INDEX", mirror)
    try:
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or "it failed without a word"


def why_not_installed(words: str) -> str:
    if os.strerror(errno.ENOSPC) in words:
        return "The disk is full: the packages could not be installed. Free some space and run this again."
    if any(sign in words for sign in NO_NETWORK):
        return (
            "The packages could not be downloaded: is this machine connected to the internet (or a package mirror "
            f"named by PIP_INDEX_URL)? The installer's last words:\n{words[-800:]}"
        )
    if "HASH" in words.upper() and "MISMATCH" in words.upper().replace("DO NOT MATCH", "MISMATCH"):
        return f"A downloaded package is not the one the lock file names; nothing of it was used:\n{words[-1500:]}"
    return f"The packages could not be installed. The installer's last words:\n{words[-1500:]}"


def digest(wanted: str) -> str:
    """What the environment must have been filled from to be up to date."""
    found = hashlib.sha256()
    for name in LOCKS[wanted]:
        found.update((ROOT / "requirements" / name).read_bytes())
    return found.hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def write_stamp(wanted: str) -> None:
    """The development lock holds all of the base lock, so filling from it answers for both."""
    filled = {"base": digest("base")} | ({"dev": digest("dev")} if wanted == "dev" else {})
    STAMP.write_text(json.dumps({"place": str(VENV.resolve()), **filled}))
