"""What the log leaves out."""

import logging


class TasksThatWentWell(logging.Filter):
    """Drops the task library's lines on tasks that began and ended well: a season has thousands of them."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name == "django_tasks" and record.levelno < logging.WARNING)
