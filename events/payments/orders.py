"""Making an order: which places, at what price, with what reduction. From then on its prices stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.payments.ledger import Amount, post
from events.payments.models import Account, Extra, Order, OrderLine, Scholarship, Terms
from events.payments.money import step_of
from events.payments.prices import Price, price_for
from events.payments.totals import LineTotal, Reduction, Tax, line_total
from events.programmes.models import Edition
from events.registration.models import Registration
from talent.institutions.models import Institution


@dataclass(frozen=True)
class Priced:
    """One line before it is stored."""

    words: str
    total: LineTotal
    registration: Registration | None = None
    extra: Extra | None = None
    scholarship: Scholarship | None = None
    number: int = 1


def prices_of(edition: Edition) -> list[Price]:
    return [
        Price(fee.amount, fee.role, frozenset(fee.group.countries if fee.group else ()), fee.until)
        for fee in edition.fees.select_related("group")
    ]


def tax_of(terms: Terms) -> Tax:
    return Tax(terms.tax_percent if terms.tax_name else Tax().percent, terms.tax_included)


def to_order(edition: Edition, school: Institution) -> QuerySet[Registration]:
    """The school's registrations that are in no order yet."""
    return (
        Registration.objects.live().filter(edition=edition, institution=school)
        .exclude(Q(order_lines__isnull=False) & Q(order_lines__cancelled_at__isnull=True))
        .select_related("person").order_by("sort_key", "pk")
    )


def price_lines(
    terms: Terms, registrations: Sequence[Registration], extras: Mapping[Extra, int], moment: datetime, *,
    scholarship: Scholarship | None = None, left: int = 0,
) -> list[Priced]:
    """Each place and extra with what it costs then; a scholarship reduces the first `left` places that cost anything.

    Raises Refused naming everybody for whom no price is set.
    """
    prices, tax, step = prices_of(terms.edition), tax_of(terms), step_of(terms.currency)
    lines, without = [], []
    for registration in registrations:
        price = price_for(prices, registration.role, str(registration.country), moment)
        if price is None:
            without.append(str(registration.person))
            continue
        reduced = scholarship if scholarship and left > 0 and price else None
        left -= bool(reduced)
        reduction = Reduction(reduced.percent, reduced.amount) if reduced else None
        words = f"{registration.person.latin_name or registration.person.name}, {registration.get_role_display()}"
        total = line_total(price, reduction, tax, step)
        lines.append(Priced(words, total, registration=registration, scholarship=reduced))
    if without:
        raise Refused(_("No price is set for: %(names)s. The organiser must set one.") % {"names": ", ".join(without)})
    for extra, number in extras.items():
        total = line_total(extra.amount * number, None, tax, step)
        lines.append(Priced(f"{extra.name} × {number}", total, extra=extra, number=number))
    return lines


def find_scholarship(edition: Edition, code: str) -> Scholarship | None:
    """The scholarship of this code, its row held; None without a code. Refused where there is none or it is over."""
    if not code.strip():
        return None
    found = Scholarship.objects.select_for_update(no_key=True).filter(
        edition=edition, code__iexact=code.strip()
    ).first()
    if found is None or (found.until and found.until <= timezone.now()):
        raise Refused(_("No scholarship of this edition has this code, or its time is over."))
    if not uses_left(found):
        raise Refused(_("All places of “%(name)s” have been used.") % {"name": found.name})
    return found


def uses_left(scholarship: Scholarship) -> int:
    return scholarship.uses - scholarship.lines.filter(cancelled_at__isnull=True).count()


def make_order(
    edition: Edition, school: Institution, registrations: Sequence[Registration], by: User, *,
    extras: Mapping[Extra, int] | None = None, code: str = "", address: str = "", moment: datetime | None = None,
) -> Order:
    """One order for these places of a school, with prices as they are now.

    Raises Refused, changing nothing: nobody chosen, somebody ordered already, no price, a code that does not hold,
    an extra that has run out. An order that comes to nothing is paid at once.
    """
    if not registrations and not extras:
        raise Refused(_("Choose at least one person."))
    with transaction.atomic():
        terms = Terms.objects.select_related("edition").get(edition=edition)
        scholarship = find_scholarship(edition, code)
        held = hold_registrations(edition, school, registrations)
        lines = price_lines(
            terms, held, take_extras(edition, extras or {}), moment or timezone.now(), scholarship=scholarship,
            left=uses_left(scholarship) if scholarship else 0,
        )
        order = Order.objects.create(
            edition=edition, school=school, billed_to=school.name, address=address, language=by.language,
            currency=terms.currency, by=by,
        )
        store_lines(order, lines, terms)
        net, tax = sum(line.total.net for line in lines), sum(line.total.tax for line in lines)
        record("ordered", order, by, lines=len(lines), total=net + tax, currency=terms.currency)
        post(f"order:{order.key}", order, _("order"), [
            Amount(Account.RECEIVABLE, net + tax), Amount(Account.INCOME, -net), Amount(Account.TAX, -tax),
        ], by)
    return order


def hold_registrations(
    edition: Edition, school: Institution, registrations: Sequence[Registration]
) -> list[Registration]:
    wanted = {registration.pk for registration in registrations}
    held = list(
        Registration.objects.live().select_for_update(no_key=True, of=("self",)).select_related("person")
        .filter(pk__in=wanted, edition=edition, institution=school).order_by("sort_key", "pk")
    )
    if len(held) < len(wanted):
        gone = len(wanted) - len(held)
        raise Refused(ngettext(
            "%(n)s of those chosen is not registered by your school any more. Look at the list again.",
            "%(n)s of those chosen are not registered by your school any more. Look at the list again.", gone,
        ) % {"n": gone})
    return held


def take_extras(edition: Edition, extras: Mapping[Extra, int]) -> dict[Extra, int]:
    """Take them from the stock: one statement each, so that two who press at once never get one too many."""
    for extra, number in sorted(extras.items(), key=lambda pair: pair[0].pk):
        enough = Q(stock__isnull=True) | Q(stock__gte=F("ordered") + number)
        if not Extra.objects.filter(enough, pk=extra.pk, edition=edition).update(ordered=F("ordered") + number):
            raise Refused(_("“%(extra)s” has run out.") % {"extra": extra})
    return dict(extras)


def store_lines(order: Order, lines: Sequence[Priced], terms: Terms) -> None:
    try:
        with transaction.atomic():
            OrderLine.objects.bulk_create(
                OrderLine(
                    order=order, registration=line.registration, extra=line.extra, scholarship=line.scholarship,
                    words=line.words[:300], number=line.number, price=line.total.price, off=line.total.off,
                    net=line.total.net, tax=line.total.tax, tax_percent=tax_of(terms).percent,
                )
                for line in lines
            )
    except IntegrityError:
        raise Refused(_("Somebody of them is in another order already. Look at the list again.")) from None
