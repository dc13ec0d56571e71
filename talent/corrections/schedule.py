from datetime import timedelta

from core.schedule.periodic import run_every
from talent.corrections.tasks import remind_of_corrections

run_every(timedelta(hours=1), remind_of_corrections)
