from datetime import timedelta

from core.schedule.periodic import run_every
from talent.people.tasks import (
    expire_school_changes,
    follow_coming_of_age,
    remind_of_open_consents,
    tidy_student_imports,
)

run_every(timedelta(hours=1), follow_coming_of_age)
run_every(timedelta(hours=1), expire_school_changes)
run_every(timedelta(hours=1), remind_of_open_consents)
run_every(timedelta(minutes=30), tidy_student_imports)
