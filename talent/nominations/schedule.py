from datetime import timedelta

from core.schedule.periodic import run_every
from talent.nominations.tasks import remind_of_drafts

run_every(timedelta(hours=1), remind_of_drafts)
