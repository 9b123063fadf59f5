"""Letters as files that mail programs open as drafts (RFC 5322, marked unsent)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from smallbiz_crm.domain.errors import Refused, Trouble
from smallbiz_crm.exchange.atomic import atomic_file

LARGEST_FILES = 25 * 1024 * 1024
UNKNOWN_TYPE = "application/octet-stream"


def write_draft(
    target: Path, name: str, address: str, subject: str, text: str, files: Sequence[Path] = ()
) -> None:
    """Write one draft. Raises Refused for an address that is none or too large files, Trouble for unreadable ones."""
    content = draft_bytes(name, address, subject, text, read_files(files))
    with atomic_file(target, "wb") as stream:
        stream.write(content)


def draft_bytes(
    name: str, address: str, subject: str, text: str, files: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    """The draft; `files` are names and contents. Mail programs add who sends it and when."""
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(display_name=name, addr_spec=address)
    except ValueError as error:
        raise Refused("mail.bad_address", address=address) from error
    message["Subject"] = " ".join(subject.split())
    message["X-Unsent"] = "1"
    message.set_content(text, charset="utf-8")
    for file_name, content in files:
        kind, _, rest = (mimetypes.guess_type(file_name)[0] or UNKNOWN_TYPE).partition("/")
        message.add_attachment(content, maintype=kind, subtype=rest, filename=file_name)
    return message.as_bytes()


def is_address(address: str) -> bool:
    """Whether a draft can be addressed so."""
    try:
        Address(addr_spec=address)
    except ValueError:
        return False
    return True


def read_files(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Names and contents of the files to go with a letter."""
    found: list[tuple[str, bytes]] = []
    try:
        if sum(path.stat().st_size for path in paths) > LARGEST_FILES:
            raise Refused("mail.too_large", megabytes=LARGEST_FILES // (1024 * 1024))
        found.extend((path.name, path.read_bytes()) for path in paths)
    except OSError as error:
        raise Trouble("file.unreadable", file=str(error.filename), reason=error.strerror or "") from error
    return found
