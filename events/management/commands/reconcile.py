import stripe
from django.core.management.base import BaseCommand, CommandError

from events.payments.reconcile import beside_stripe, within_our_books
from events.payments.stripe_client import offered


class Command(BaseCommand):
    """`manage.py reconcile`: our books and Stripe's, each difference by name; exit status 1 if there is any."""

    help = "Compares the ledger with itself and with Stripe, and names each difference."

    def handle(self, *words, **options) -> None:
        found = list(within_our_books())
        if offered():
            try:
                found += beside_stripe()
            except stripe.StripeError as error:
                raise CommandError(f"Stripe could not be asked: {error}") from None
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            raise CommandError(f"{len(found)} differences")
        self.stdout.write("The books agree." if offered() else "The books agree with themselves; there is no Stripe.")
