"""What every test may use.

- `user`, `secretariat`: stored users; `make_user` and friends are in `tests.factories`.
- `signed_in(user)`: a client in which that user has signed in.
- `run_tasks()`: runs the queued tasks until none is ready; a task that fails fails the test.
- `outbox()`: the messages written so far, oldest first.
- `contest_data`: the folder of real contests; a test that takes it skips without LUMINARY_CONTEST_DATA.
- `@pytest.mark.postgresql`: needs real concurrency; skips on SQLite. `tests.concurrency.at_once` runs the threads.
- `@pytest.mark.browser`: drives Chromium; run by `script/test --browser`.
"""

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from core.accounts.models import User
from core.mail.models import Message
from tests.factories import PASSWORD, make_user

# How long an example takes says more of the machine's other work than of ours.
hypothesis.settings.register_profile("luminary", deadline=None)
hypothesis.settings.load_profile("luminary")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--browser-tests", action="store_true", help="run the tests that drive a browser, and only those")


def on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def contest_data_folder() -> Path | None:
    named = os.environ.get("LUMINARY_CONTEST_DATA", "")
    return Path(named) if named and Path(named).is_dir() else None


def committed(item: pytest.Item) -> bool:
    """Whether the test commits to the database: it has threads or a live server."""
    marked = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marked and marked.kwargs.get("transaction")) or "live_server" in names or "transactional_db" in names


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    browser_wanted = config.getoption("--browser-tests")
    left_out = [item for item in items if bool(item.get_closest_marker("browser")) != browser_wanted]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if bool(item.get_closest_marker("browser")) == browser_wanted]
    for item in items:
        if committed(item):
            # Emptying the tables takes the migrations' own rows with it; this brings them back before each test.
            item.fixturenames.append("django_db_serialized_rollback")
            if marked := item.get_closest_marker("django_db"):
                # The rows are kept when the database is made only if a mark asks for it, not for the fixture's sake.
                kept = pytest.mark.django_db(**{**marked.kwargs, "transaction": True, "serialized_rollback": True})
                item.add_marker(kept, append=False)
    without_postgresql = pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL")
    without_contests = pytest.mark.skip(reason="needs the contest data: set LUMINARY_CONTEST_DATA to its folder")
    for item in items:
        if item.get_closest_marker("postgresql") and not on_postgresql():
            item.add_marker(without_postgresql)
        wants_contests = item.get_closest_marker("contest_data") or "contest_data" in getattr(item, "fixturenames", ())
        if wants_contests and not contest_data_folder():
            item.add_marker(without_contests)


@pytest.fixture(autouse=True)
def clean_surroundings(settings):
    """No test inherits another's rate limits, language or zone; libraries' mails go into the outbox as always."""
    cache.clear()
    settings.EMAIL_BACKEND = "core.mail.backend.OutboxBackend"
    yield
    translation.activate("en-gb")
    timezone.deactivate()


@pytest.fixture
def contest_data() -> Path:
    folder = contest_data_folder()
    assert folder is not None
    return folder


@pytest.fixture
def user(db) -> User:
    return make_user()


@pytest.fixture
def secretariat(db) -> User:
    return make_user(name="Sekar Secretariat", is_secretariat=True)


@pytest.fixture
def signed_in(db) -> Callable[..., Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def as_secretariat(secretariat: User, signed_in) -> Client:
    return signed_in(secretariat)


@pytest.fixture
def password() -> str:
    """The password of every user that the factories make."""
    return PASSWORD


@pytest.fixture
def run_tasks(db) -> Callable[[], int]:
    from tests.worker import run_ready_tasks

    return run_ready_tasks


@pytest.fixture
def outbox(db) -> Callable[[], list[Message]]:
    return lambda: list(Message.objects.order_by("pk"))
