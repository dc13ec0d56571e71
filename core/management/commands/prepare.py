"""Everything between installing and serving."""

import hashlib
import sqlite3
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core.accounts.models import User


class Command(BaseCommand):
    help = (
        "Makes the store and the static files ready to serve: tables, cache table, collected static files and, in a "
        "demonstration whose store is empty, the demonstration season. Does nothing that is already done."
    )

    def handle(self, **options) -> None:
        try:
            self.bring_tables_up_to_date()
            call_command("createcachetable", verbosity=0)
            self.collect_static_files()
            self.load_demonstration()
        except (OperationalError, sqlite3.OperationalError) as error:
            raise CommandError(self.why_no_database(error)) from error
        except OSError as error:
            raise CommandError(f"A file could not be written: {error}. Is the disk full?") from error

    def tell(self, words: str) -> None:
        self.stdout.write(f"· {words}")
        self.stdout.flush()

    def bring_tables_up_to_date(self) -> None:
        executor = MigrationExecutor(connection)
        if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.tell(f"Bringing the store's tables up to date ({len(missing)} steps)")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static_files(self) -> None:
        """Collect only when a file's size or time differs from the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        found = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
        for finder in get_finders():
            for path, storage in finder.list([]):
                seen = Path(storage.path(path)).stat()
                found.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
        if stamp.exists() and stamp.read_text() == found.hexdigest():
            return
        self.tell("Collecting styles, scripts and pictures")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(found.hexdigest())

    def load_demonstration(self) -> None:
        if not settings.DEMONSTRATION or "demonstration" not in get_commands() or User.objects.exists():
            return
        self.tell("Loading the demonstration season")
        started = time.monotonic()
        # All of it or nothing: a load that was cut off must not look like a season.
        with transaction.atomic():
            call_command("demonstration")
        self.tell(f"Loaded in {time.monotonic() - started:.0f} s")

    @staticmethod
    def why_no_database(error: Exception) -> str:
        words = str(error)
        if "disk" in words and "full" in words:
            return "The disk is full: the store could not be written."
        if connection.vendor == "sqlite":
            return f"The store {settings.DATABASES['default']['NAME']} could not be opened or written: {words}"
        return f"The database that DATABASE_URL names did not answer: {words}"
