"""English as Luminary writes it: clock times of 24 hours, which nobody in twelve countries misreads."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
