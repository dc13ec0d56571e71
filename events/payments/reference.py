"""The reference on an invoice by which a transfer is found again: ISO 11649 (RF creditor reference)."""

import re

from stdnum import iso11649

FOUND = re.compile(r"RF\d{2}[A-Z0-9]{1,21}", re.IGNORECASE)


def reference_for(series: str, number: int) -> str:
    """`RF` and two check digits before what it is made of."""
    bare = f"{re.sub('[^A-Z0-9]', '', series.upper())}{number:06}"[-21:]
    check = 98 - int("".join(str(int(letter, 36)) for letter in f"{bare}RF00")) % 97
    return f"RF{check:02}{bare}"


def references_in(text: str) -> list[str]:
    """Every right reference in what a payer typed: spaces and dashes do not matter, a wrong check digit does."""
    plain = re.sub(r"[\s\-/.]", "", text).upper()
    found = []
    for match in FOUND.finditer(plain):
        # What follows without a gap may have run into it: the longest that checks is meant.
        for length in range(len(match.group()), 4, -1):
            candidate = match.group()[:length]
            if iso11649.is_valid(candidate) and candidate not in found:
                found.append(candidate)
                break
    return found
