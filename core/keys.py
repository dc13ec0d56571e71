"""Public keys: what stands in addresses in place of a row's number."""

from django.db import models
from django.utils.crypto import get_random_string

# Without 0, 1, i, l, o: a key is sometimes read aloud or copied from paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def new_key() -> str:
    """A random key of 12 characters (59 bits): unguessable enough for an address that is checked too."""
    return get_random_string(LENGTH, ALPHABET)


class Record(models.Model):
    """What every record has: a public key for addresses and the moments it was made and changed."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
