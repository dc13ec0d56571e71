from datetime import timedelta

from core.schedule.periodic import run_every
from talent.nominations.tasks import (
    find_recent_duplicates,
    remind_ministries_of_ranking,
    remind_schools_of_lacks,
    settle_forwarding,
    tidy_nomination_imports,
)

run_every(timedelta(hours=1), remind_schools_of_lacks)
run_every(timedelta(hours=1), remind_ministries_of_ranking)
run_every(timedelta(minutes=5), settle_forwarding)
run_every(timedelta(hours=2), find_recent_duplicates)
run_every(timedelta(minutes=30), tidy_nomination_imports)
