"""What `recommendations` announces to the rooms above it."""

from django.dispatch import Signal

# Sent with `recommendation` and `by` inside the transaction in which it is handed in, also after a correction.
recommendation_given = Signal()
