"""An e-mail saved as a file: who wrote what when, as plain text. Whatever is in it, nothing of it is run."""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage, Message
from pathlib import Path

from smallbiz_crm.domain.errors import NotFound, Refused, Trouble

LARGEST = 25 * 1024 * 1024
LONGEST_TEXT = 20_000
MOST_PARTS = 200
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Mail:
    """`sent_on` is the day by the sender's own clock; None where the file does not say it."""

    subject: str
    sender: str
    recipients: str
    sent_on: date | None
    text: str


def read_mail(path: Path) -> Mail:
    """Read an e-mail file. Raises Refused for what is none or is too large, NotFound, Trouble."""
    if not path.is_file():
        raise NotFound("file.not_found", file=str(path))
    if path.stat().st_size > LARGEST:
        raise Refused("attachment.too_large", file=str(path), limit_mb=LARGEST // 1024 // 1024)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Trouble("file.unreadable", file=str(path), reason=error.strerror or str(error)) from error
    return parse_mail(content, path.name)


def parse_mail(content: bytes, name: str) -> Mail:
    """The e-mail that `content` holds; `name` is the file's, for the sentence. Raises Refused for what is none."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        mail = Mail(
            _header(message, "Subject"),
            _header(message, "From"),
            _header(message, "To"),
            _day(message),
            _text(message)[:LONGEST_TEXT].strip(),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("mail.unreadable", file=name) from error
    if not (mail.sender or mail.recipients) or not (mail.subject or mail.text):
        raise Refused("mail.unreadable", file=name)
    return mail


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).replace("\0", "").split())
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return ""


def _day(message: EmailMessage) -> date | None:
    try:
        moment = getattr(message["Date"], "datetime", None)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        return None
    return None if moment is None else moment.date()


def _text(message: EmailMessage) -> str:
    """The first plain text that is no attachment; without one what the first page says."""
    page = ""
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            return _decoded(part)
        if part.get_content_type() == "text/html" and not page:
            page = _decoded(part)
    return _plain(page)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload[: 4 * LONGEST_TEXT].decode(charset, errors="replace")
    except (LookupError, ValueError):
        text = payload[: 4 * LONGEST_TEXT].decode("utf-8", errors="replace")
    return text.replace("\0", "").replace("\r\n", "\n")


def _plain(page: str) -> str:
    text = _TAGS.sub("", _BREAKS.sub("\n", _HIDDEN.sub("", page)))
    return re.sub(r"\n\s*\n+", "\n\n", html.unescape(text)).replace("\0", "")
