"""Doing things at the same moment, each in a thread and a database connection of its own."""

import fcntl
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts at once; gives each one's answer, or the exception it raised, in order.

    The test needs `@pytest.mark.django_db(transaction=True)`: the threads see only what is committed.
    """
    with alone_on_the_server():
        return run(acts)


@contextmanager
def alone_on_the_server() -> Iterator[None]:
    """Tests run in several processes, and a database server has a hundred connections for all of them."""
    with Path(tempfile.gettempdir(), "luminary-tests-at-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    start = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def act(number: int) -> None:
        try:
            start.wait(timeout=60)
            answers[number] = acts[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers
