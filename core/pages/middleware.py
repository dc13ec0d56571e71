"""What no page should have to think about."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class NoNullsMiddleware:
    """An address with a null character leads nowhere: no record has one, and PostgreSQL does not store it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
