from datetime import timedelta

from core.schedule.periodic import run_every
from talent.retention.tasks import keep_no_longer_than_agreed

run_every(timedelta(days=1), keep_no_longer_than_agreed)
