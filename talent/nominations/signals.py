"""What `nominations` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `nomination`, `by` (a user, or words) and `reason` inside the withdrawal's transaction. A receiver
# that raises `core.audit.lifecycle.Refused` rolls it back, and its sentence reaches the person.
nomination_withdrawn = Signal()

# Sent with `nomination`, `by` and `moment` inside the submission's transaction.
nomination_submitted = Signal()

# Sent with `nomination` and `by` before everything that one school wrote for it is erased: a draft is discarded, or
# another school nominates the same person anew.
nomination_emptied = Signal()

