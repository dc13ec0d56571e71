from datetime import timedelta

from core.schedule.periodic import run_every
from events.payments.tasks import look_after_stripe, remind_of_invoices

run_every(timedelta(minutes=5), look_after_stripe)
run_every(timedelta(hours=6), remind_of_invoices)
