from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.accounts.access import public, signed_in
from core.accounts.first_run import is_first_run
from core.accounts.forms import PersonalSettings
from core.accounts.models import User
from core.pages.welcome import what_is_published
from core.waiting.register import waiting_for


@public
def home(request: HttpRequest) -> HttpResponse:
    """For who is signed in: what waits for them. For others: what Luminary is. On an empty site: the first run."""
    if request.user.is_authenticated:
        return render(request, "core/home.html", {"waiting": waiting_for(request.user)})
    if is_first_run():
        return redirect("first_run")
    return render(request, "core/welcome.html", {"published": what_is_published(request)})


@signed_in
def personal_settings(request: HttpRequest) -> HttpResponse:
    form = PersonalSettings(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        response = redirect("personal_settings")
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    return render(request, "core/personal_settings.html", {"form": form})


@public
def healthy(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers and the database answers."""
    User.objects.exists()
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
