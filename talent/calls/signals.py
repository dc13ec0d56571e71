"""What `calls` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `call` and `by` inside the transaction that ends the nominating (the call is in review now), or that
# takes nominations again. A receiver that raises Refused rolls it back.
nominating_ended = Signal()


nominating_resumed = Signal()
