"""How often something may be done: limits counted in the cache, for pages that need no account."""

import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def within_limit(act: str, who: str, times: int, per: timedelta) -> bool:
    """Count one more `act` by `who` and say whether it is still within `times` a stretch of `per`.

    Stretches are fixed (each hour, each ten minutes). With Redis the count is exact; the database's cache may
    miss some of many acts in the same instant, which a limit can bear.
    """
    seconds = int(per.total_seconds())
    name = f"limit:{act}:{who}:{int(time.time() // seconds)}"
    if cache.add(name, 1, seconds):
        return True
    try:
        count = cache.incr(name)
    except ValueError:  # it expired between the two steps
        return True
    cache.touch(name, seconds)  # the database's cache forgets the time when it counts
    return count <= times


def client_of(request: HttpRequest) -> str:
    """From where the request comes, past as many proxies as are trusted."""
    return get_adapter().get_client_ip(request)


def too_often(request: HttpRequest) -> HttpResponse:
    """The page for who did something too often."""
    return render(request, "429.html", status=429)
