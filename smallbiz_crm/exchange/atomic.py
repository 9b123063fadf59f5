"""Writing beside the target and moving into place, so that an old file or folder survives every failure."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Literal, TextIO, cast, overload

from smallbiz_crm.domain.errors import Refused, Trouble

_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR}
ZIP_WHEN = (1980, 1, 1, 0, 0, 0)
ZIP_UNIX = 3


@overload
def atomic_file(
    target: Path, mode: Literal["w"] = "w", *, newline: str | None = None, encoding: str = "utf-8"
) -> AbstractContextManager[TextIO]: ...
@overload
def atomic_file(target: Path, mode: Literal["wb"]) -> AbstractContextManager[BinaryIO]: ...
def atomic_file(
    target: Path, mode: Literal["w", "wb"] = "w", *, newline: str | None = None, encoding: str = "utf-8"
) -> AbstractContextManager[TextIO] | AbstractContextManager[BinaryIO]:
    """An open file that takes the place of `target` when the block ends well; otherwise nothing changed.

    Raises `Trouble` (disk.full, file.no_rights, file.no_folder, file.not_writable) when the disk fails and
    `Refused` (file.not_a_file) when `target` is a folder or a device.
    """
    if mode == "wb":
        return cast("AbstractContextManager[BinaryIO]", _replacing(target, lambda part: part.open("xb")))
    return cast(
        "AbstractContextManager[TextIO]",
        _replacing(target, lambda part: part.open("x", newline=newline, encoding=encoding)),
    )


@contextmanager
def atomic_folder(target: Path, may_replace: Callable[[Path], None]) -> Generator[Path]:
    """An empty folder to fill, which becomes `target` when the block ends well; a zip of it for ``*.zip``.

    Something that stands at `target` already is shown to `may_replace`, which raises `Refused` to keep it.
    Equal contents make equal zips: names in order, no dates. Raises `Trouble` like `atomic_file`.
    """
    place = target.resolve()
    part = _beside(place)
    with _as_trouble(target, part):
        if place.exists():
            may_replace(place)
        part.mkdir()
        try:
            yield part
            if place.exists():
                may_replace(place)
            if place.suffix.lower() == ".zip":
                _zip_folder(part, place)
            else:
                _sync_files(part)
                _swap_folder(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def trouble(error: OSError, target: Path) -> Trouble:
    """What to tell about a write to `target` that the system refused."""
    if error.errno in _DISK_FULL:
        return Trouble("disk.full", file=str(target))
    if error.errno in _NO_RIGHTS:
        return Trouble("file.no_rights", file=str(target))
    if error.errno in _NO_FOLDER:
        return Trouble("file.no_folder", file=str(target), folder=str(target.parent))
    return Trouble("file.not_writable", file=str(target), reason=error.strerror or str(error))


@contextmanager
def _replacing(target: Path, open_part: Callable[[Path], IO[str] | IO[bytes]]) -> Generator[object]:
    place = target.resolve()
    part = _beside(place)
    with _as_trouble(target, part):
        if place.exists():
            _require_replaceable(target, place)
        try:
            with open_part(part) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if place.exists():
                shutil.copymode(place, part)
            part.replace(place)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        _sync_folder(place.parent)


def _require_replaceable(target: Path, place: Path) -> None:
    if not place.is_file():
        raise Refused("file.not_a_file", file=str(target))
    if not os.access(place, os.W_OK):
        raise Trouble("file.no_rights", file=str(target))


@contextmanager
def _as_trouble(target: Path, part: Path) -> Generator[None]:
    """Failures of the target become `Trouble` in its name; those of other files stay what they are."""
    try:
        yield
    except Trouble as inner:
        if not Path(str(inner.params.get("file", ""))).is_relative_to(part):
            raise
        raise Trouble(inner.code, **{**inner.params, "file": str(target)}) from inner
    except OSError as error:
        if error.errno not in _DISK_FULL and not _concerns(error, target, part):
            raise
        raise trouble(error, target) from error


def _concerns(error: OSError, target: Path, part: Path) -> bool:
    if error.filename is None:
        return True
    path = Path(os.fsdecode(error.filename))
    return any(path.is_relative_to(own) for own in (target, target.resolve(), part))


def _beside(place: Path) -> Path:
    return place.with_name(f".{secrets.token_hex(6)}.part")


def _swap_folder(part: Path, place: Path) -> None:
    """Put `part` at `place`; what stood there is only gone once the new one is in place."""
    if not place.exists():
        part.rename(place)
    else:
        old = _beside(place)
        place.rename(old)
        try:
            part.rename(place)
        except OSError:
            old.rename(place)
            raise
        shutil.rmtree(old, ignore_errors=True)
    _sync_folder(place.parent)


def _zip_folder(folder: Path, target: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with atomic_file(target, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            path = folder / name
            entry = zipfile.ZipInfo(name, ZIP_WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = ZIP_UNIX
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink)


def _sync_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can open folders (Windows cannot).

    The file is already in place, so a refusal here must not be told as a failure.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
