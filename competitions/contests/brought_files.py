"""A table on its way in: held between its preview and its confirmation, for the person who brought it."""

from django.http import Http404

from core.accounts.models import User
from core.files.models import Upload
from core.files.spreadsheets import read_table
from core.files.tables import Limits, Table

LIMITS = Limits(rows=5_000, columns=100, megabytes=10)


def brought_by(user: User, key: str) -> Upload:
    """The upload of that key, if this person brought it. Raises Http404."""
    upload = Upload.objects.filter(key=key, by=user, kind=Upload.Kind.SPREADSHEET).first()
    if upload is None:
        raise Http404
    return upload


def table_in(upload: Upload) -> Table:
    """The table in a held file. Raises SpreadsheetRefused; Http404 if the storage has lost the file."""
    try:
        with upload.file.open("rb") as file:
            return read_table(file, LIMITS)
    except FileNotFoundError:
        raise Http404 from None
