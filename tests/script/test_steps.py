"""The scripts' own steps: what they decide, and what they say when something is wrong."""

import os
import socket

import pytest

from script.steps.environment import LOCKS, ROOT, digest, why_not_installed
from script.steps.postgresql import binaries, listens
from script.steps.say import Stopped
from script.steps.serve import look_whether_free, surroundings_of
from script.steps.testing import spread


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in list(os.environ):
        if name.startswith("LUMINARY_") or name in {"PORT", "DATABASE_URL", "WEB_CONCURRENCY"}:
            monkeypatch.delenv(name)


def test_the_demonstration_is_kept_in_var_and_the_clean_site_apart():
    shown, empty = surroundings_of(empty=False), surroundings_of(empty=True)
    assert (shown["LUMINARY_DEMONSTRATION"], empty["LUMINARY_DEMONSTRATION"]) == ("1", "0")
    assert shown["LUMINARY_VAR"] == str(ROOT / "var")
    assert empty["LUMINARY_VAR"] == str(ROOT / "var" / "empty")


def test_links_in_mails_lead_to_the_chosen_port_whatever_each_process_is_given(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    surroundings = surroundings_of(empty=False)
    assert surroundings["LUMINARY_URL"] == "http://localhost:9000"
    assert surroundings["LUMINARY_PORT"] == "9000"


def test_what_the_person_set_is_kept(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://a/b")
    monkeypatch.setenv("LUMINARY_VAR", "/elsewhere")
    monkeypatch.setenv("LUMINARY_URL", "")
    surroundings = surroundings_of(empty=False)
    assert (surroundings["DATABASE_URL"], surroundings["LUMINARY_VAR"]) == ("postgres://a/b", "/elsewhere")
    assert surroundings["LUMINARY_URL"] == "http://localhost:8000"


def test_production_is_never_a_demonstration(monkeypatch):
    monkeypatch.setenv("LUMINARY_PRODUCTION", "1")
    assert surroundings_of(empty=False)["LUMINARY_DEMONSTRATION"] == "0"


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_in_words(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Stopped, match="is no port"):
        surroundings_of(empty=False)


def test_a_taken_port_is_named_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert listens("127.0.0.1", port)
        with pytest.raises(Stopped, match=rf"Port {port} is taken.*PORT=\d+ script/server"):
            look_whether_free("127.0.0.1", port)
    look_whether_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "connected to the internet"),
        ("error: Failed to fetch: https://… dns error", "connected to the internet"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one the lock file names"),
        ("error: Hash mismatch for `django`", "not the one the lock file names"),
        ("something else", "last words:\nsomething else"),
    ],
)
def test_a_failed_install_is_told_in_plain_words(said, told):
    assert told in why_not_installed(said)


def test_the_environment_is_filled_again_only_when_a_lock_changes(tmp_path):
    assert digest("base") == digest("base")
    assert digest("base") != digest("dev")
    assert set(LOCKS["base"]) < set(LOCKS["dev"])


@pytest.mark.parametrize(
    ("words", "several"),
    [([], True), (["tests/core", "-k", "links"], True), (["-x"], True), (["-n", "0"], False), (["-n4"], False),
     (["--pdb"], False), (["-s"], False), (["--numprocesses=3"], False)],
)
def test_tests_run_several_at_a_time_unless_the_person_wants_otherwise(words, several):
    assert bool(spread(words)) == several


def test_postgresql_is_found_by_its_newest_version():
    place = binaries()
    assert place is None or (place / "initdb").exists()


@pytest.mark.parametrize("name", ["uv", "base", "dev"])
def test_every_locked_package_has_a_version_and_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    lines = text.replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert entries
    for entry in entries:
        assert "==" in entry.split(" ")[0], entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]
