"""Driving Debian's Chromium against a live server. Each test here is marked `browser`.

- `open_page(user=None, size="desktop", **context)`: a new browser (cookies of its own), signed in as `user`;
  `size` is "desktop" (1280 px) or "phone" (390 px, touch); `also` is another host that it may go to (where one pays).
  `page` is one at desktop size, nobody signed in.
- `look(page, name)`: what every page must stand: axe finds nothing serious or critical, light and dark; nothing
  is wider than the window at 390 and 1280 px; and with LUMINARY_SCREENSHOTS both are kept as pictures.
- `axe(page)`, `shot(page, name)`: the two alone.
- `run_tasks()`: the queued tasks, as everywhere; `outbox()`: the messages written.
- `address(name, **kwargs)`: a page's whole address on the live server.

A test fails when a page breaks the Content-Security-Policy, asks another host, or its scripts raise.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]
SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PICTURES = Path(django_settings.BASE_DIR) / "screenshots"
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("browser"):
            raise pytest.UsageError(f"{item.nodeid} drives a browser and is not marked @pytest.mark.browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; the tests' own queries are not inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("LUMINARY_CHROMIUM", "/usr/bin/chromium"), headless=True, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """The live server's address; links in messages lead to it."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def address(site: str) -> Callable[..., str]:
    return lambda name, **kwargs: site + reverse(name, kwargs=kwargs)


@pytest.fixture
def open_page(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    contexts = []
    faults: list[str] = []

    def new_page(user: Any = None, size: str = "desktop", *, also: str = "", **wishes: Any) -> Page:
        context = chromium.new_context(
            base_url=site, reduced_motion="reduce", locale="en-GB", **{**SIZES[size], **wishes}
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, site)])
        page = context.new_page()
        watch(page, (site, also) if also else (site,), faults)
        return page

    yield new_page
    keep_what_failed(request, [page for context in contexts for page in context.pages])
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


def session_cookie(user: Any, site: str) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}


def watch(page: Page, hosts: tuple[str, ...], faults: list[str]) -> None:
    def heard(message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            faults.append(f"{page.url}: {message.text}")

    def asked(request: Any) -> None:
        if not request.url.startswith((*hosts, "data:", "blob:")):
            faults.append(f"{page.url} asked another host: {request.url}")

    page.on("console", heard)
    page.on("request", asked)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report


def keep_what_failed(request: pytest.FixtureRequest, pages: list[Page]) -> None:
    """A failed test leaves pictures of its open pages."""
    if not getattr(request.node, "failed_in_call", False):
        return
    for number, page in enumerate(pages):
        PICTURES.joinpath("failed").mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / "failed" / f"{request.node.name}-{number}.png", full_page=True)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    return nothing_serious


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    return keep_pictures


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    def look_at(page: Page, name: str) -> None:
        # What axe finds in the dark and not in the light can only be a colour.
        page.emulate_media(color_scheme="dark")
        nothing_serious(page, {"runOnly": ["color-contrast"]})
        page.emulate_media(color_scheme="light")
        nothing_serious(page)
        at_both_widths(page, name)

    return look_at


def nothing_serious(page: Page, options: dict[str, Any] | None = None) -> None:
    """axe finds nothing serious or critical on the page."""
    answer = examined(page, {"resultTypes": ["violations"], **(options or {})})
    found = [each for each in answer["violations"] if each["impact"] in {"serious", "critical"}]
    assert not found, f"{page.url}\n" + "\n".join(
        f"{each['impact']} {each['id']}: {each['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in each["nodes"][:5])
        for each in found
    )


def examined(page: Page, options: dict[str, Any], tries: int = 3) -> dict[str, Any]:
    """What axe finds on the page that a press has led to: one that is left meanwhile is not it."""
    page.wait_for_load_state()
    try:
        return Axe().run(page, options=options).response
    except Error:
        if tries == 1:
            raise
        page.wait_for_timeout(300)
        return examined(page, options, tries - 1)


def keep_pictures(page: Page, name: str) -> None:
    at_both_widths(page, name, measure=False)


def at_both_widths(page: Page, name: str, *, measure: bool = True) -> None:
    """Lay the page out at 390 and 1280 px; keep pictures if wanted; nothing may stick out sideways."""
    kept = page.viewport_size
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
        if os.environ.get("LUMINARY_SCREENSHOTS"):
            PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=PICTURES / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}-{width}.png", full_page=True)
        if measure:
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 1, f"{page.url} is {wide} px wider than a window of {width} px"
    page.set_viewport_size(kept)
