from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import standing
from core.accounts.access import public, requires
from core.accounts.demonstration import offered_accounts
from core.accounts.first_run import AlreadyRun, is_first_run, make_secretariat
from core.accounts.forms import FirstRun
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """The first page of an empty site: makes the secretariat's account and signs it in."""
    if not is_first_run():
        raise Http404
    form = FirstRun(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = make_secretariat(**form.account())
        except AlreadyRun:
            raise Http404 from None
        login(request, user, backend=BACKEND)
        messages.success(request, _("Welcome. You are the secretariat of this site."))
        return redirect("home")
    return render(request, "core/accounts/first_run.html", {"form": form})


@public
@require_POST
def demonstration_sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in by one press as an account of the demonstration; no such page anywhere else."""
    if not settings.DEMONSTRATION:
        raise Http404
    account = get_object_or_404(offered_accounts(), user__key=key)
    login(request, account.user, backend=BACKEND)
    return redirect("home")


USERS = Listing(
    name="users",
    columns=[
        Column("name", gettext_lazy("Name"), str, sort="name", link=lambda user: reverse("user", args=[user.key])),
        Column("email", gettext_lazy("Email"), "email", sort="email"),
        Column("acts_for", gettext_lazy("Secretariat"), lambda user: _("yes") if user.is_secretariat else ""),
        Column("active", gettext_lazy("May sign in"), lambda user: _("yes") if user.is_active else _("no")),
        Column("last_login", gettext_lazy("Last signed in"), "last_login"),
        Column("date_joined", gettext_lazy("Since"), "date_joined", sort="date_joined"),
    ],
    filters=[
        Filter("active", gettext_lazy("May sign in"), [("1", gettext_lazy("yes")), ("0", gettext_lazy("no"))],
               lambda rows, chosen: rows.filter(is_active=chosen == "1")),
        Filter("secretariat", gettext_lazy("Secretariat"), [("1", gettext_lazy("yes"))],
               lambda rows, chosen: rows.filter(is_secretariat=True)),
    ],
    search=("name", "email"),
    sort="name",
    empty=gettext_lazy("Nobody has an account yet."),
)


@requires("accounts.see_users")
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    return USERS.answer(request, User.objects.all(), "core/accounts/users.html")


def load_user(key: str) -> User:
    return get_object_or_404(User, key=key)


@requires("accounts.see_users", load_user)
@require_safe
def user(request: HttpRequest, subject: User) -> HttpResponse:
    return render(request, "core/accounts/user.html", {"subject": subject})


@requires("accounts.change_standing", load_user)
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: HttpRequest, subject: User) -> HttpResponse:
    return change_standing(
        request, subject, standing.close_account,
        heading=_("Close the account of %(name)s") % {"name": subject},
        consequence=_(
            "%(name)s is signed out everywhere and cannot sign in until the account is opened again. "
            "What they did stays written down."
        ) % {"name": subject},
        submit=_("Close the account"),
    )


@requires("accounts.change_standing", load_user)
@require_POST
def reopen_account(request: HttpRequest, subject: User) -> HttpResponse:
    return change_standing(request, subject, standing.reopen_account)


@requires("accounts.change_standing", load_user)
@require_http_methods(["GET", "HEAD", "POST"])
def join_secretariat(request: HttpRequest, subject: User) -> HttpResponse:
    return change_standing(
        request, subject, standing.join_secretariat,
        heading=_("Make %(name)s one of the secretariat") % {"name": subject},
        consequence=_("%(name)s will see and may change everything on this site, as you can.") % {"name": subject},
        submit=_("Make one of the secretariat"),
    )


@requires("accounts.change_standing", load_user)
@require_http_methods(["GET", "HEAD", "POST"])
def leave_secretariat(request: HttpRequest, subject: User) -> HttpResponse:
    return change_standing(
        request, subject, standing.leave_secretariat,
        heading=_("Take %(name)s out of the secretariat") % {"name": subject},
        consequence=_("%(name)s keeps the account and their roles at institutions, and nothing more.")
        % {"name": subject},
        submit=_("Take out of the secretariat"),
    )


def change_standing(request: HttpRequest, subject: User, act, **words: str) -> HttpResponse:
    """Ask first (GET), then do it (POST) and go back to the account's page."""
    address = reverse("user", args=[subject.key])
    if request.method != "POST":
        return render(request, "pages/confirm.html", {**words, "cancel": address})
    try:
        act(subject, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return redirect(address)
