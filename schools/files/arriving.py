"""Uploads on their way lie where half-received evidence lies, so that the sweeper finds what is left of them (R.07).

Django would put them into the machine's folder for temporary files, where nobody looks.
"""

import tempfile
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from schools.files.store import incoming_folder


class ArrivingFile(TemporaryUploadedFile):
    """A file that is being uploaded, in the folder of what is not kept yet."""

    def __init__(self, name: str, content_type: str, size: int, charset: str | None, extra: Any = None) -> None:
        file = tempfile.NamedTemporaryFile(dir=incoming_folder())  # noqa: SIM115, closed by whoever reads it
        UploadedFile.__init__(self, file, name, content_type, size, charset, extra)


class ArrivingHandler(TemporaryFileUploadHandler):
    """Django's own handler, with another folder."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = ArrivingFile(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; where there is no room for it, nothing of the file stays."""
        try:
            self.file.write(raw_data)
        except OSError:
            with suppress(OSError):  # what could not be written cannot be on closing either, which removes the file
                self.file.close()
            raise
