"""How a view names its permission, and how that is checked.

Every view in Luminary wears exactly one of these decorators; a test walks all addresses and fails on
a view without one. The name is kept on the view as `access`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]

PUBLIC = "public"
SIGNED_IN = "signed in"
BY_LINK = "signed link"


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; 401 for a request of a part of a page, which would show that page in it."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())


def requires(permission: str, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Let only those with `permission` pass.

    `load` takes the address's keyword arguments and gives the object that the permission is about, or
    raises Http404; the view then receives that object in place of the keyword arguments. Somebody not
    signed in is sent to sign in; somebody without the permission gets 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if load is None:
                if not request.user.has_perm(permission):
                    raise PermissionDenied
                return view(request, **kwargs)
            subject = load(**kwargs)
            if not request.user.has_perm(permission, subject):
                raise PermissionDenied
            return view(request, subject)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Let everybody who has signed in pass: for pages about oneself."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, **kwargs)

    guarded.access = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Let everybody pass: for what is published. The view itself shows only published records."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def by_link(view: View) -> View:
    """Let whoever holds the signed link pass; the view opens the link by `core.mail.links`.

    Such a page is kept by nobody: not in caches, not in search engines, and its address goes nowhere as a
    referrer. (`no-referrer` would also make browsers send `Origin: null`, which Django's check of forms
    refuses; `strict-origin` never tells the path either.)
    """

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    guarded.access = BY_LINK  # type: ignore[attr-defined]
    return guarded
