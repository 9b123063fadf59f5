"""Files that lie in the workspace, beside the record they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a record; `size` in bytes."""

    id: int
    name: str
    media_type: str | None
    size: int
    added_on: date
