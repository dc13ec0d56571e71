from datetime import timedelta

from core.schedule.periodic import run_every
from talent.offers.tasks import expire_due_offers, remind_of_offers

run_every(timedelta(minutes=5), expire_due_offers)
run_every(timedelta(minutes=30), remind_of_offers)
