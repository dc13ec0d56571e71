import random
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from demonstration.season import make_season


class Command(BaseCommand):
    help = "Fills an empty store with the demonstration season: invented people, three editions, an account a role."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same people (2026)")

    def handle(self, *, seed: int, **options) -> None:
        if User.objects.exists():
            raise CommandError("The store is not empty; the demonstration season only fills an empty one.")
        began = time.monotonic()
        with transaction.atomic():
            cast = make_season(timezone.now(), random.Random(seed))  # noqa: S311 - invented people, not secrets
        students = sum(len(each) for each in cast.students.values())
        schools = sum(len(each) for each in cast.schools.values())
        self.stdout.write(
            f"{len(cast.countries)} countries, {schools} schools, {students} students in "
            f"{time.monotonic() - began:.0f} s."
        )
