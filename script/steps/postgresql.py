"""A PostgreSQL server for the tests: the one named, the one that listens, or one of our own for the while."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.steps.browser import apt_get
from script.steps.environment import PYTHON
from script.steps.say import Stopped, say

HOST, PORT = "127.0.0.1", 5432


@contextmanager
def database_url(name: str) -> Iterator[str]:
    """The URL under which the tests may create `test_<name>`."""
    if (given := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        yield given
    elif listens(HOST, PORT) and may_create(url := f"postgres://{getpass.getuser()}@{HOST}:{PORT}/{name}"):
        yield url
    else:
        with own_server() as port:
            yield f"postgres://luminary@{HOST}:{port}/{name}"


def listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


def may_create(url: str) -> bool:
    """Whether the server lets us in without a password and lets us create databases."""
    ask = (
        "import sys, psycopg\n"
        "with psycopg.connect(sys.argv[1], dbname='postgres', connect_timeout=5) as server:\n"
        "    answer = server.execute('select rolcreatedb or rolsuper from pg_roles where rolname = current_user')\n"
        "    sys.exit(not answer.fetchone()[0])"
    )
    return subprocess.run([PYTHON, "-c", ask, url], capture_output=True, check=False).returncode == 0


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    found = shutil.which("initdb")
    return next((place for place in places if (place / "initdb").exists()), Path(found).parent if found else None)


@contextmanager
def own_server() -> Iterator[int]:
    """A new cluster in a temporary folder, stopped and thrown away afterwards; gives its port."""
    place = binaries()
    if not place and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing PostgreSQL with apt-get (once)")
        apt_get("install", "-y", "--no-install-recommends", "postgresql")
        place = binaries()
    if not place:
        raise Stopped(
            f"The tests on PostgreSQL need a server: none at {HOST}:{PORT} lets {getpass.getuser()} create databases "
            "without a password, and there is no initdb here to start one. Name one with DATABASE_URL, or install "
            "PostgreSQL (sudo apt-get install postgresql)."
        )
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="luminary-postgresql-", ignore_cleanup_errors=True) as folder:
        as_whom = unprivileged(folder)
        say(f"Starting a PostgreSQL server for the tests on port {port}")
        data = f"{folder}/data"
        call(as_whom, [place / "initdb", "-D", data, "-U", "luminary", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-c listen_addresses={HOST} -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        call(as_whom, [place / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield port
        finally:
            call(as_whom, [place / "pg_ctl", "-D", data, "-m", "immediate", "stop"])


def unprivileged(folder: str) -> list[str]:
    """How to run as somebody who is not root, which PostgreSQL insists on."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["runuser", "-u", name, "--"]
    raise Stopped("PostgreSQL does not run as root, and this machine has no other user to run it.")


def call(as_whom: list[str], command: list) -> None:
    # A file, not a pipe: the server inherits it, and a pipe would stay open as long as the server runs.
    with tempfile.TemporaryFile("w+") as told:
        done = subprocess.run([*as_whom, *command], stdout=told, stderr=told, cwd="/", check=False)
        if done.returncode:
            told.seek(0)
            raise Stopped(f"PostgreSQL could not be started or stopped:\n{told.read()[-1500:]}")
