from django_tasks import task

from talent.retention.run import retain


@task(queue_name="heavy")
def keep_no_longer_than_agreed() -> dict[str, int]:
    """The daily turn of retention: announce, erase, leave."""
    return retain()
