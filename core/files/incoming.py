"""What happens to a file while it is coming in."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedTemporaryFileUploadHandler(TemporaryFileUploadHandler):
    """Writes large uploads to a temporary file, but nothing beyond the limit: a 200 MB file does not fill the disk.

    The bytes beyond are counted and dropped, so the form sees a file that is too large and says so.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            super().receive_data_chunk(raw_data, start)
