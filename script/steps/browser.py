"""Debian's Chromium, which the browser tests and the screenshots drive."""

import os
import shutil
import subprocess

from script.steps.say import Stopped, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def provide_chromium() -> str:
    """The path of a Chromium; installs Debian's where that is possible."""
    if given := os.environ.get("LUMINARY_CHROMIUM"):
        return given
    if found := find():
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stopped(
            "The browser tests drive Chromium, and this machine has none. On Debian or Ubuntu: "
            "sudo apt-get install chromium. Elsewhere name one with LUMINARY_CHROMIUM=/path/to/chromium."
        )
    say("Installing Chromium with apt-get (once)")
    if not apt_get("install", "-y", "--no-install-recommends", "chromium") or not (found := find()):
        raise Stopped("apt-get could not install Chromium; its lines above say why.")
    return found


def apt_get(*words: str) -> bool:
    """Run apt-get with fresh lists and without questions; gives whether it succeeded."""
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = [
        subprocess.run(["apt-get", "-q", *each], stdout=subprocess.DEVNULL, env=surroundings, check=False).returncode
        for each in (("update",), words)
    ]
    return done[-1] == 0


def find() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")
