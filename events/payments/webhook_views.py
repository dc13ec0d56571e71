"""Where Stripe tells of events."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.accounts.access import public
from events.payments.stripe_events import NotFromStripe, receive

LARGEST = 1024 * 1024


@public
@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Kept and queued, then answered at once: Stripe waits for nothing that happens afterwards."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        receive(request.body, request.headers.get("Stripe-Signature", ""))
    except NotFromStripe:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
