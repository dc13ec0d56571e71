from datetime import timedelta

from core.mail.tasks import mark_uncertain, queue_what_was_lost
from core.schedule.periodic import run_every

run_every(timedelta(minutes=10), mark_uncertain)
run_every(timedelta(hours=1), queue_what_was_lost)
