from datetime import timedelta

from core.mail.tasks import mark_uncertain
from core.schedule.periodic import run_every

run_every(timedelta(minutes=10), mark_uncertain)
