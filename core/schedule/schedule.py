from datetime import timedelta

from core.schedule.periodic import run_every
from core.schedule.tasks import tidy_up

run_every(timedelta(days=1), tidy_up)
