from datetime import timedelta

from core.schedule.periodic import run_every
from talent.reviews.tasks import complete_all_reviews

run_every(timedelta(minutes=5), complete_all_reviews)
