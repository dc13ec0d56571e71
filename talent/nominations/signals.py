"""What `nominations` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `nomination` inside the withdrawal's transaction. A receiver that raises rolls it back.
nomination_withdrawn = Signal()
