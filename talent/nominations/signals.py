"""What `nominations` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `nomination`, `by` (a user, or words) and `reason` inside the withdrawal's transaction. A receiver
# that raises `core.audit.lifecycle.Refused` rolls it back, and its sentence reaches the person.
nomination_withdrawn = Signal()

# Sent with `call` and `by` inside the transaction that ends the nominating (the call is in review now), or that
# takes nominations again. A receiver that raises Refused rolls it back.
nominating_ended = Signal()
nominating_resumed = Signal()
