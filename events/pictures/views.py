"""Keeping an edition's pictures, and giving them out."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import public, requires
from core.audit.lifecycle import Refused
from core.files.uploads import SANDBOX
from events.pictures.forms import PictureForm, WordsForm
from events.pictures.keep import add_picture, change_words, move_earlier, remove_picture
from events.pictures.models import Picture, Rendition
from events.pictures.page import pictures_of
from events.programmes.models import Edition
from events.programmes.views import edition_by_key

A_YEAR = 31_536_000


def picture_by_key(key: str) -> Picture:
    related = ("edition__programme__institution", "edition__host", "upload")
    return get_object_or_404(Picture.objects.select_related(*related), key=key)


def pictures_page(edition: Edition) -> str:
    return reverse("edition_pictures", kwargs={"key": edition.key})


@requires("pictures.keep", edition_by_key)
@require_http_methods(["GET", "POST"])
def edition_pictures(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = PictureForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            add_picture(edition, form.cleaned_data["picture"], form.cleaned_data["alt"], request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The picture stands on the edition's page."))
            return redirect(pictures_page(edition))
    return render(request, "events/pictures/pictures.html", {
        "edition": edition, "form": form, "pictures": pictures_of(edition),
    })


@requires("pictures.change", picture_by_key)
@require_http_methods(["GET", "POST"])
def describe_picture(request: HttpRequest, picture: Picture) -> HttpResponse:
    form = WordsForm(request.POST or None, initial={"alt": picture.alt})
    if request.method == "POST" and form.is_valid():
        change_words(picture, form.cleaned_data["alt"], request.user)
        messages.success(request, _("The words are stored."))
        return redirect(pictures_page(picture.edition))
    return render(request, "pages/form_page.html", {
        "heading": _("What the picture shows"), "form": form, "submit": _("Save"),
        "cancel": pictures_page(picture.edition),
    })


@requires("pictures.change", picture_by_key)
@require_POST
def picture_earlier(request: HttpRequest, picture: Picture) -> HttpResponse:
    move_earlier(picture, request.user)
    return redirect(pictures_page(picture.edition))


@requires("pictures.change", picture_by_key)
@require_http_methods(["GET", "POST"])
def remove_picture_page(request: HttpRequest, picture: Picture) -> HttpResponse:
    if request.method == "POST":
        remove_picture(picture, request.user)
        messages.success(request, _("The picture is removed."))
        return redirect(pictures_page(picture.edition))
    return render(request, "pages/confirm.html", {
        "heading": _("Remove this picture?"), "items": [picture.alt], "submit": _("Remove"),
        "consequence": _("It is erased, unless another edition shows it too."),
        "cancel": pictures_page(picture.edition),
    })


@public
@require_safe
def edition_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """One width of a picture. Of a published edition everybody may keep it for ever: its address is its content's.

    Of a draft only those who see the draft get it, and nobody keeps it. Raises Http404 for everybody else.
    """
    rendition = Rendition.objects.filter(digest=digest).select_related("upload").first()
    if rendition is None:
        raise Http404
    shown = Edition.objects.shown().filter(pictures__upload__renditions__digest=digest).exists()
    if not shown and not sees_a_draft_with(request, digest):
        raise Http404
    tag = f'"{digest}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(rendition.file.open("rb"), content_type="image/webp")
        except FileNotFoundError:
            raise Http404 from None
        response["Content-Disposition"] = "inline"
        response["Content-Security-Policy"] = SANDBOX
        response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = tag
    if shown:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def sees_a_draft_with(request: HttpRequest, digest: str) -> bool:
    if not request.user.is_authenticated:
        return False
    editions = Edition.objects.filter(pictures__upload__renditions__digest=digest).select_related("programme", "host")
    return any(request.user.has_perm("programmes.see_all_of_edition", edition) for edition in editions.distinct())
