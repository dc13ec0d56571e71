"""What `programmes` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `edition` and `changed` (names of fields) inside the change's transaction.
edition_changed = Signal()
