from django_tasks import task

from talent.people.coming_of_age import follow_those_who_come_of_age


@task
def follow_coming_of_age() -> dict[str, int]:
    """Students who come of age answer their open consents from that day."""
    return follow_those_who_come_of_age()
