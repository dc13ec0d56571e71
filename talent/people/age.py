"""How old somebody is on a day. One rule for eligibility, for consent and for every list that shows an age."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Completed years on `day`. Who was born on 29 February grows older on 1 March of a common year.

    Negative for a day before the birth.
    """
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)
