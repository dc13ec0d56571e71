"""What `nominations` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `nomination`, `by` (a user, or words) and `reason` inside the withdrawal's transaction. A receiver
# that raises `core.audit.lifecycle.Refused` rolls it back, and its sentence reaches the person.
nomination_withdrawn = Signal()

