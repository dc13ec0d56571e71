"""`script/server`: installs, prepares the store and runs web server, task worker and scheduler."""

import argparse
import os
import socket
import subprocess
import sys

from script.steps.environment import PYTHON, ROOT, provide
from script.steps.say import Stopped, say, stop

TEXT = """Runs Luminary on this machine, with everything it needs.

Without options: with a demonstration season of invented people, kept in var/.
Environment: PORT (8000), LUMINARY_BIND (127.0.0.1), DATABASE_URL, REDIS_URL and what docs/running.md lists."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="script/server", description=TEXT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--empty", action="store_true", help="start clean, kept in var/empty: the first page makes your account"
    )
    options = parser.parse_args()
    try:
        surroundings = surroundings_of(empty=options.empty)
        look_whether_free(surroundings["LUMINARY_BIND"], int(surroundings["PORT"]))
        provide("base")
        prepare(surroundings)
    except Stopped as error:
        stop(error)
    except KeyboardInterrupt:
        say("Stopped before it was ready; run it again to go on where it was")
        raise SystemExit(130) from None
    run(surroundings)


def surroundings_of(*, empty: bool) -> dict[str, str]:
    """The environment that the three processes get."""
    given = dict(os.environ)
    port = given.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stopped(f"PORT={port} is no port: give a number from 1 to 65535.")
    production = given.get("LUMINARY_PRODUCTION", "").lower() in {"1", "true", "yes", "on"}
    var = ROOT / "var" / "empty" if empty else ROOT / "var"
    stripe = {} if empty or production or given.get("STRIPE_KEY") else stand_in_for_stripe(int(port))
    return {
        **stripe,
        "LUMINARY_BIND": "127.0.0.1",
        "LUMINARY_VAR": str(var),
        "LUMINARY_URL": f"http://localhost:{port}",
        "LUMINARY_DEMONSTRATION": "0" if empty or production else "1",
        "WEB_CONCURRENCY": "2",
        "PYTHONUNBUFFERED": "1",
        **{name: value for name, value in given.items() if value},
        "PORT": port,
        # honcho gives every process a PORT of its own; the web server listens on this one.
        "LUMINARY_PORT": port,
    }


def stand_in_for_stripe(port: int) -> dict[str, str]:
    """The demonstration takes cards too: at a stand-in beside it, which moves no money."""
    beside = port + 1 if port < 65535 else port - 1
    return {
        "STRIPE_KEY": "sk_test_standin", "STRIPE_WEBHOOK_SECRET": "whsec_standin", "STRIPE_PORT": str(beside),
        "STRIPE_BASE": f"http://127.0.0.1:{beside}", "LUMINARY_PROCFILE": "Procfile.demonstration",
    }


def look_whether_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Stopped(f"Port {port} is for the system's own servers: choose one above 1023 with PORT.") from None
        except OSError as error:
            raise Stopped(
                f"Port {port} is taken by another program ({error.strerror}). Stop it (is Luminary already running?) "
                f"or choose another port: PORT={port + 1 if port < 65535 else 8001} script/server"
            ) from None


def prepare(surroundings: dict[str, str]) -> None:
    """Tables, styles and the demonstration; the command itself says what it does."""
    done = subprocess.run([PYTHON, "manage.py", "prepare"], cwd=ROOT, env=surroundings, check=False)
    if done.returncode:
        raise Stopped("Luminary could not be made ready; the lines above say why.")


def run(surroundings: dict[str, str]) -> None:
    say(f"Starting the web server, the task worker and the scheduler at {surroundings['LUMINARY_URL']}")
    say("Ctrl-C stops them all")
    sys.stdout.flush()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(surroundings)
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.execv(PYTHON, [
        str(PYTHON), "-m", "honcho", "--no-colour", "-f", surroundings.get("LUMINARY_PROCFILE", "Procfile"), "start",
    ])


if __name__ == "__main__":
    main()
