"""SHA-256 of files that this package has written."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_sha256(path: Path) -> str:
    """The checksum as 64 hexadecimal digits. Never for the live workspace: see the store's backup."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
