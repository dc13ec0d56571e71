"""From an address to the record it names."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from events.payments.models import Invoice, Order, OrderLine, Refund, StatementLine
from events.programmes.models import Edition
from events.registration.loading import edition_by_key, shown_edition_by_key

RELATED = ("edition__programme__institution", "edition__host", "edition__terms__issuer", "school", "by")


def order_by_key(key: str) -> Order:
    return get_object_or_404(Order.objects.select_related(*RELATED), key=key)


def line_by_key(key: str) -> OrderLine:
    return get_object_or_404(OrderLine.objects.select_related(*(f"order__{each}" for each in RELATED)), key=key)


def invoice_by_key(key: str) -> Invoice:
    return get_object_or_404(Invoice.objects.select_related("issuer", *(f"order__{each}" for each in RELATED)), key=key)


def refund_by_key(key: str) -> Refund:
    return get_object_or_404(Refund.objects.select_related(*(f"order__{each}" for each in RELATED)), key=key)


def statement_line_by_key(key: str) -> StatementLine:
    return get_object_or_404(StatementLine.objects.select_related("issuer", "order__edition", "file"), key=key)


def edition_with_terms(key: str) -> Edition:
    edition = edition_by_key(key)
    if not hasattr(edition, "terms"):
        raise Http404
    return edition


def edition_to_order(key: str) -> Edition:
    """An edition that a school can order places of: published, and with terms of payment."""
    edition = shown_edition_by_key(key)
    if not hasattr(edition, "terms"):
        raise Http404
    return edition


def edition_with_part(key: str, kind: str, part: str = "") -> Edition:
    """The edition, with the price, group, scholarship or extra that is meant as `wanted_part`; new without `part`."""
    from events.payments.price_forms import PARTS

    edition = edition_with_terms(key)
    if kind not in PARTS:
        raise Http404
    model = PARTS[kind].model
    wanted = get_object_or_404(model, edition=edition, key=part) if part else model(edition=edition)
    edition.wanted_part = wanted  # type: ignore[attr-defined]
    return edition
