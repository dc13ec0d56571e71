"""What `registration` announces to the rooms and floors above it."""

from django.dispatch import Signal

# Sent with `registration`, `by` and `reason` inside the cancellation's transaction. A receiver that raises
# `core.audit.lifecycle.Refused` rolls it back.
registration_cancelled = Signal()
