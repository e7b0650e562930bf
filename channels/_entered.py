"""What channels share that take in what was entered into a form: telephone numbers and files."""

from __future__ import annotations

import re
from hashlib import sha256

from channels._sniff import EXECUTABLE, has_executable_name, sniff
from core.message import Attachment, EnteredFile

LONGEST_NAME = 200  # characters of a file's name
RUNS = "executable"


def phone_handle(phone: str) -> str:
    """A number as in E.164, with Indonesia's code for a national one; "" for none."""
    digits = re.sub(r"[^0-9]", "", phone)
    if not digits:
        return ""
    if phone.strip().startswith("+"):
        return f"+{digits}"
    return f"+62{digits[1:]}" if digits.startswith("0") else f"+{digits}"


def attachment(file: EnteredFile, number: int) -> Attachment:
    """A file that a desktop would run is listed without its bytes."""
    kind = sniff(file.data, file.filename, file.declared_type)
    runs = kind == EXECUTABLE or has_executable_name(file.filename)
    return Attachment(
        filename=file.filename[-LONGEST_NAME:] or f"lampiran-{number}",
        content_type=EXECUTABLE if runs else kind,
        size=len(file.data),
        sha256=sha256(file.data).hexdigest(),
        data=None if runs else file.data,
        declared_type=file.declared_type[:100],
        refused=RUNS if runs else "",
    )
