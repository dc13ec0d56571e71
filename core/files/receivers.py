from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from core.files.models import Upload


@receiver(post_delete, sender=Upload)
def erase_content(sender: type[Upload], instance: Upload, **kwargs) -> None:
    """The file goes with its record, once the deletion can no longer be rolled back."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
