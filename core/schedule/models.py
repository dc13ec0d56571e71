from django.db import models


class LastRun(models.Model):
    """When each periodic job was last handed to the worker: the row that schedulers compete for."""

    job = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()
