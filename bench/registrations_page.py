"""Does the list of who is coming get slower as more people come?

    python bench/registrations_page.py [--small 1000] [--large 100000] [--turns 25]

Builds two temporary databases (SQLite files; with DATABASE_URL two PostgreSQL databases beside the one it names,
`luminary_bench_small` and `luminary_bench_large`, dropped at the end) with one edition each, of the small and of
the large number of registrations, and asks for the same pages of both in turn, so that whatever else the machine
does disturbs both alike. Each figure is the time of a whole answer by Django's test client, middleware, permission
and template included: the quickest of the turns. On SQLite, which works inside this process, it is the processor's
time, which a busy machine leaves as it is; on PostgreSQL the time that passes. The ratio is what counts.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LUMINARY_LOG", "WARNING")
FOLDER = tempfile.TemporaryDirectory(prefix="luminary-bench-")
os.environ["LUMINARY_VAR"] = FOLDER.name
(Path(FOLDER.name) / "static").mkdir()
if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bench.sqlite3"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.accounts.models import User  # noqa: E402
from core.keys import new_key  # noqa: E402
from core.lists.paging import cursor_of  # noqa: E402
from events.programmes.models import Edition, EditionState, Programme, ProgrammeKind  # noqa: E402
from events.registration.models import Delegation, Registration, RegistrationState  # noqa: E402
from talent.institutions.models import (  # noqa: E402
    Institution,
    InstitutionState,
    Membership,
    MembershipRole,
)
from talent.people.models import Person, sort_key  # noqa: E402

COUNTRIES = {"LA": "LAO", "RU": "RUS", "VN": "VNM", "TH": "THA", "ID": "IDN", "MY": "MYS", "SG": "SGP", "PH": "PHL",
             "MM": "MMR", "KH": "KHM", "BN": "BRN", "TL": "TLS"}
A_SCHOOL = 30
SIZES = ("small", "large")


def make_edition() -> tuple[Edition, User]:
    host = Institution.objects.create(
        name="University", latin_name="University", kind="university", country="ID", city="Jakarta",
        state=InstitutionState.VERIFIED,
    )
    programme = Programme.objects.create(name="Camp", kind=ProgrammeKind.CAMP, institution=host)
    starts_at = timezone.now() + timedelta(days=30)
    edition = Edition.objects.create(
        programme=programme, title="Camp", slug="camp", summary="A camp", host=host, starts_at=starts_at,
        ends_at=starts_at + timedelta(days=5), state=EditionState.PUBLISHED,
    )
    Delegation.objects.bulk_create(
        Delegation(edition=edition, code=code, name=code, country=country) for country, code in COUNTRIES.items()
    )
    organiser = User.objects.create_user("organiser@example.org", "x", name="Organiser")
    Membership.objects.create(user=organiser, institution=host, role=MembershipRole.ORGANISER)
    return edition, organiser


def fill_up(edition: Edition, number: int) -> None:
    """Registrations up to `number`, thirty a school, a tenth of them waiting for consent."""
    delegations = {str(each.country): each for each in edition.delegations.all()}
    countries = list(delegations)
    there = Registration.objects.filter(edition=edition).count()
    for start in range(there, number, 3000):
        size = min(3000, number - start)
        schools = Institution.objects.bulk_create(
            Institution(
                name=f"School {start + index}", latin_name=f"School {start + index}", kind="school",
                country=countries[index % len(countries)], city="City", state=InstitutionState.VERIFIED,
            )
            for index in range(-(-size // A_SCHOOL))
        )
        people = []
        for index in range(size):
            school, name = schools[index // A_SCHOOL], f"Student {new_key()}"
            people.append(Person(
                institution=school, name=name, latin_name=name, sort_key=sort_key(name), country=str(school.country),
                birth_date="2011-05-04", gender="fm"[index % 2],
            ))
        Person.objects.bulk_create(people, batch_size=1000)
        Registration.objects.bulk_create(
            (
                Registration(
                    edition=edition, person=person, institution=person.institution, country=str(person.country),
                    sort_key=person.sort_key, delegation=delegations[str(person.country)],
                    state=RegistrationState.CONFIRMED if index % 10 else RegistrationState.WAITING_CONSENT,
                )
                for index, person in enumerate(people)
            ),
            batch_size=1000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Two empty databases with all tables: {"small": name, "large": name}."""
    given = connection.settings_dict["NAME"]
    on_server = connection.vendor == "postgresql"
    names = {each: f"luminary_bench_{each}" if on_server else f"{FOLDER.name}/{each}.sqlite3" for each in SIZES}
    if on_server:
        with connection.cursor() as cursor:
            for name in names.values():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        for name in names.values():
            use(name)
            call_command("migrate", verbosity=0)
        yield names
    finally:
        use(given)
        if on_server:
            with connection.cursor() as cursor:
                for name in names.values():
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def use(name: str) -> None:
    """Ask this database from now on; the connection stands when it returns."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def answer_ms(client: Client, address: str) -> float:
    clock = time.perf_counter if connection.vendor == "postgresql" else time.process_time
    start = clock()
    answer = client.get(address)
    taken = (clock() - start) * 1000
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return taken


def pages_of(client: Client, edition: Edition) -> dict[str, str]:
    """The pages measured: the first, one from the middle by its key, and what filters leave."""
    base = f"/organise/editions/{edition.key}/"
    middle = Registration.objects.filter(edition=edition).order_by("sort_key", "pk")
    row = middle[middle.count() // 2 : middle.count() // 2 + 1].get()
    row._sort = row.sort_key  # type: ignore[attr-defined]
    return {
        "the edition's home": base,
        "the list's first page": f"{base}registrations/",
        "a page from the middle": f"{base}registrations/?after={cursor_of(row)}",
        "those waiting for consent": f"{base}registrations/?state=waiting_consent",
        "one country's": f"{base}registrations/?country=LA",
        "the numbers (a fragment, loaded after the page)": f"{base}numbers/",
    }


def prepare(number: int) -> tuple[Client, dict[str, str]]:
    """An edition of so many registrations in the present database, its organiser's client and the pages."""
    edition, organiser = make_edition()
    fill_up(edition, number)
    client = Client()
    client.force_login(organiser, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = pages_of(client, edition)
    for address in pages.values():
        client.get(address)
    return client, pages


def run(numbers: dict[str, int], turns: int) -> None:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    with databases() as names:
        ready = {}
        for size, name in names.items():
            use(name)
            ready[size] = prepare(numbers[size])
        for _turn in range(turns):
            for size, (client, pages) in ready.items():
                use(names[size])
                for page, address in pages.items():
                    times[page, size].append(answer_ms(client, address))
        print(f"{connection.vendor}, quickest of {turns}, milliseconds")
    print(f"{'page':<50}{numbers['small']:>10}{numbers['large']:>10}{'ratio':>8}")
    for page in pages:
        small, large = min(times[page, "small"]), min(times[page, "large"])
        print(f"{page:<50}{small:>10.1f}{large:>10.1f}{large / small:>8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=25)
    wanted = parser.parse_args()
    run({"small": wanted.small, "large": wanted.large}, wanted.turns)
    FOLDER.cleanup()
