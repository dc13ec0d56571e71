"""When people are reminded before a deadline."""

from datetime import datetime, timedelta

# Seven days, two days and one day before: each at most once for a deadline, and for one that was moved anew.
DAYS_BEFORE = (7, 2, 1)


def days_left_to_remind(deadline: datetime, moment: datetime) -> int:
    """Which of the reminders is due at the moment: 7, 2 or 1; 0 for none.

    The last that has come counts, so what begins to lack five days before is reminded of then, and two days and one
    day before.
    """
    left = deadline - moment
    if left <= timedelta(0):
        return 0
    return next((days for days in sorted(DAYS_BEFORE) if left <= timedelta(days=days)), 0)
