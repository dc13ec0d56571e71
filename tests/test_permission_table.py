"""Who may open what: every address × every role × nobody.

A room adds its rows in `tests/permissions/<room>.py` as a list `ROWS` of `Row`s (tests/permissions/row.py): at least
one for each of its URL names, and for a record of somebody's a second one about another's. The records come from
`tests/world.py`; a room adds those it needs there. Then:

- every address of the site has a row, and its view wears exactly the access that the row says;
- every permission named is one that `rules` knows;
- for every row each role opens the address (GET), and is let in or refused as the row says; whoever is refused is
  refused on POST too. Let in is any answer but 403, 404 or the way to the sign-in page; GET on an address that takes
  only POST is let in with 405, for the access is asked first;
- every answer on the way carries the strict Content-Security-Policy, and no page has inline scripts or styles.
"""

import importlib
import pkgutil
from collections import Counter
from html.parser import HTMLParser

import pytest
import rules
from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests.permissions
from core.accounts.access import BY_LINK, PUBLIC, SIGNED_IN
from core.accounts.models import User
from core.files.uploads import SANDBOX
from tests.permissions.row import ALLAUTH, Row
from tests.world import NOBODY, World

ROOMS = {
    found.name: importlib.import_module(f"tests.permissions.{found.name}").ROWS
    for found in pkgutil.iter_modules(tests.permissions.__path__)
    if found.name != "row"
}
ROWS = [row for rows in ROOMS.values() for row in rows]
CSP = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    "object-src 'none'",
}


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found = []
    for each in resolver.url_patterns:
        found += patterns(each) if isinstance(each, URLResolver) else [each]
    return found


ADDRESSES = patterns(get_resolver())


def worn(pattern: URLPattern) -> str:
    access = getattr(pattern.callback, "access", "")
    return access or (ALLAUTH if pattern.callback.__module__.startswith("allauth.") else "")


def test_every_address_has_a_name_of_its_own():
    names = Counter(pattern.name for pattern in ADDRESSES)
    assert None not in names, [str(pattern.pattern) for pattern in ADDRESSES if pattern.name is None]
    assert not [name for name, times in names.items() if times > 1]


def test_every_view_wears_its_access():
    assert not [pattern.name for pattern in ADDRESSES if not worn(pattern)]


def test_the_table_says_exactly_what_the_views_wear():
    table = {(row.name, row.access) for row in ROWS}
    site = {(pattern.name, worn(pattern)) for pattern in ADDRESSES}
    assert site - table == set(), "addresses without a row (or with another access)"
    assert table - site == set(), "rows without an address (or with another access)"


def test_every_permission_named_is_known():
    named = {row.access for row in ROWS} - {PUBLIC, SIGNED_IN, BY_LINK, ALLAUTH}
    assert not [name for name in sorted(named) if not rules.perm_exists(name)]


def test_no_row_stands_twice():
    assert not [key for key, times in Counter((row.name, row.about) for row in ROWS).items() if times > 1]


@pytest.fixture
def bare_refusals(monkeypatch):
    """The page that says no has tests of its own; drawing it thousands of times was most of the walk."""
    monkeypatch.setattr("django.conf.urls.handler403", lambda request, exception: HttpResponseForbidden())


@pytest.mark.parametrize("room", ROOMS)
def test_each_role_opens_what_the_table_lets_it_open(room, db, bare_refusals):
    world = World()
    clients = {role: client_of(user) for role, user in world.roles.items()}
    wrong: list[str] = []
    for row in ROOMS[room]:
        address = reverse(row.name, kwargs=row.kwargs(world))
        for role, client in clients.items():
            wrong += faults(client, row, role, address)
    assert not wrong, "\n".join(wrong)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def faults(client: Client, row: Row, role: str, address: str) -> list[str]:
    """What is wrong with how this role is answered, in words."""
    where = f"{row.name}{f' ({row.about})' if row.about else ''} as {role}"
    answer = client.get(address)
    found = [f"{where}: {fault}" for fault in unsafe(answer)]
    if row.gone:
        gone = answer.status_code == 404 or (role == NOBODY and refused(answer))
        return found + ([] if gone else [f"{where}: {answer.status_code}, should be 404"])
    if refused(answer) == (role in row.passes):
        found.append(f"{where}: {answer.status_code}, should be {'let in' if role in row.passes else 'refused'}")
    if role not in row.passes and not refused(posted := client.post(address)):
        found.append(f"{where}: POST answers {posted.status_code}, should be refused")
    return found


def refused(answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].split("?")[0] == reverse(settings.LOGIN_URL)
    return to_sign_in or answer.status_code in {403, 404}


class InlineFinder(HTMLParser):
    """Collects what a strict Content-Security-Policy would block on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.in_script = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if tag == "style":
            self.found.append("<style>")
        for name in ("src", "href", "action", "data"):
            address = given.get(name) or ""
            outside = address.startswith(("http:", "https:", "//"))
            if outside and tag in {"script", "link", "img", "iframe", "form", "object", "source", "video", "audio"}:
                self.found.append(f"<{tag}> from another host: {address}")
            if address.startswith("javascript:"):
                self.found.append(f"<{tag}> {address}")

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.found.append(f"inline script: {data.strip()[:60]}")
        self.in_script = False


def unsafe(answer: HttpResponse) -> list[str]:
    """What of the answer a strict Content-Security-Policy would not have."""
    policy = answer.get("Content-Security-Policy", "")
    # Somebody's uploaded file is given out in a sandbox of its own.
    strict = set(policy.split("; ")) == CSP or (answer.streaming and policy == SANDBOX)
    found = [] if strict else [f"Content-Security-Policy {policy}"]
    if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
        finder = InlineFinder()
        finder.feed(answer.content.decode())
        found += finder.found
    return found


@pytest.mark.parametrize(
    "page",
    ["<p style='color:red'>", "<a onclick='x()'>", "<script>x()</script>", "<style>p{}</style>",
     "<script src='https://cdn.example/x.js'></script>", "<a href='javascript:x()'>"],
)
def test_the_check_for_inline_code_finds_it(page):
    finder = InlineFinder()
    finder.feed(page)
    assert finder.found
