"""Looking for somebody's name in everything that is stored."""

import json

from django.apps import apps
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

APPS = ("core", "talent", "events", "competitions", "account", "mfa", "sessions", "django_tasks_database")
WORDS = (models.CharField, models.TextField, models.JSONField)


def columns_of_words(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, WORDS)]


def traces_of(*words: str) -> list[str]:
    """Each table and column in which one of the words stands, earlier versions and the audit trail included."""
    found = []
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            for field in columns_of_words(model):
                rows = model._base_manager.annotate(as_text=Cast(field.name, TextField()))
                for word in words:
                    written = Q(as_text__icontains=word) | Q(as_text__contains=json.dumps(word)[1:-1])
                    if rows.filter(written).exists():
                        found.append(f"{model._meta.label}.{field.name}: {word}")
    return found
