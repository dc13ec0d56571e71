from datetime import timedelta

from core.schedule.periodic import run_every
from talent.recommendations.tasks import remind_all_recommenders

run_every(timedelta(hours=1), remind_all_recommenders)
