from datetime import timedelta

from core.schedule.periodic import run_every
from events.calling_off.tasks import look_after_cancelled_editions

run_every(timedelta(minutes=10), look_after_cancelled_editions)
