from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from events.copying.copy import copy_edition
from events.copying.forms import CopyForm
from events.programmes.models import Edition
from events.programmes.views import edition_by_key


@requires("copying.copy", edition_by_key)
@require_http_methods(["GET", "POST"])
def copy_edition_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = CopyForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        copy = copy_edition(
            edition, title=said["title"], slug=said["slug"], first_day=said["first_day"], wanted=said["parts"],
            by=request.user,
        )
        messages.success(request, _("This is the copy, a draft. Look through it before you publish it."))
        return redirect("edition_home", key=copy.key)
    return render(request, "pages/form_page.html", {
        "heading": _("Copy %(edition)s") % {"edition": edition}, "form": form, "submit": _("Make the copy"),
        "cancel": reverse("edition_home", kwargs={"key": edition.key}),
        "lead": _("A draft with the same words, host, co-hosts and consents. People and payments are never copied."),
    })
