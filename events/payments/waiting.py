"""What waits about money: places to order and orders to pay for schools, refunds to pay out for organisers."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from events.payments.models import Order, OrderState, Refund, RefundState
from events.programmes.models import EditionState
from events.programmes.team import editions_run_by, organises
from events.registration.models import Registration
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole

SHOWN = 10


@waits_for_me
def places_to_order(user: User) -> Iterable[Waiting]:
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    ordered = Q(order_lines__isnull=False) & Q(order_lines__cancelled_at__isnull=True)
    rows = (
        Registration.objects.live()
        .filter(institution__in=schools, edition__terms__isnull=False, edition__ends_at__gt=timezone.now(),
                edition__state__in=[EditionState.PUBLISHED, EditionState.CLOSED])
        .exclude(ordered).order_by()
        .values("edition__key", "edition__title", "edition__starts_at", "edition__zone").annotate(count=Count("pk"))
        .order_by("edition__starts_at")
    )
    for row in rows[:SHOWN]:
        yield Waiting(
            title=_("Places to order for %(edition)s") % {"edition": row["edition__title"]},
            detail=_("They are registered; now say how they are paid for."),
            address=reverse("new_order", kwargs={"key": row["edition__key"]}), due=row["edition__starts_at"],
            zone=row["edition__zone"], count=row["count"],
        )


@waits_for_me
def orders_to_pay(user: User) -> Iterable[Waiting]:
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    rows = Order.objects.filter(school__in=schools, state=OrderState.OPEN).select_related("edition")
    for order in rows.order_by("pk")[:SHOWN]:
        yield Waiting(
            title=_("To pay: %(edition)s") % {"edition": order.edition}, detail=_("By card, or by invoice."),
            address=reverse("order_page", kwargs={"key": order.key}),
        )


@waits_for_me
def refunds_to_pay_out(user: User) -> Iterable[Waiting]:
    if not organises(user):
        return
    waiting = Q(state=RefundState.ASKED, attempt__isnull=True) | Q(state=RefundState.FAILED)
    rows = (
        Refund.objects.filter(waiting, order__edition__in=editions_run_by(user)).order_by()
        .values("order__edition__key", "order__edition__title").annotate(count=Count("pk"))
    )
    for row in rows[:SHOWN]:
        yield Waiting(
            title=_("To give back: %(edition)s") % {"edition": row["order__edition__title"]},
            detail=_("These refunds need a transfer by you, or another try."),
            address=reverse("edition_orders", kwargs={"key": row["order__edition__key"]}), count=row["count"],
        )
