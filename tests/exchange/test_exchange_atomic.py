from __future__ import annotations

import errno
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from smallbiz_crm.domain.errors import Cancelled, CrmError, Refused, Trouble
from smallbiz_crm.exchange import atomic
from smallbiz_crm.exchange.atomic import atomic_file, atomic_folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def never(place: Path) -> None:
    raise Refused("pack.not_ours", folder=str(place))


def gladly(place: Path) -> None:
    """Let anything be replaced."""


def failing(code: int, name: str | None = None) -> Callable[..., None]:
    def fail(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code), name)

    return fail


def test_a_new_file_appears_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "a.csv", newline="") as stream:
        stream.write("Zoë\r\n")
        assert not (tmp_path / "a.csv").exists()
    assert contents(tmp_path) == {"a.csv": "Zoë\r\n".encode()}


def test_bytes_replace_an_old_file_and_keep_its_rights(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with atomic_file(target, "wb") as stream:
        stream.write(b"new")
    assert contents(tmp_path) == {"a.bin": b"new"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with atomic_file(tmp_path / "link") as stream:
        stream.write("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize("reason", [Cancelled(), KeyboardInterrupt()])
def test_work_that_stops_in_the_middle_leaves_the_old_file(tmp_path: Path, reason: BaseException) -> None:
    (tmp_path / "a.csv").write_text("old")

    def write_half() -> None:
        with atomic_file(tmp_path / "a.csv") as stream:
            stream.write("half")
            raise reason

    with pytest.raises(type(reason)):
        write_half()
    assert contents(tmp_path) == {"a.csv": b"old"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EFBIG, "disk.full"),
        (errno.EACCES, "file.no_rights"),
        (errno.EROFS, "file.no_rights"),
        (errno.EIO, "file.not_writable"),
    ],
)
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_failing_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, moment: str
) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    place = Path if moment == "replace" else os
    with monkeypatch.context() as patch:
        patch.setattr(place, moment, failing(number))
        with pytest.raises(Trouble) as raised, atomic_file(target) as stream:
            stream.write("new")
    assert raised.value.code == code
    assert raised.value.params["file"] == str(target)
    assert contents(tmp_path) == {"a.csv": b"old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_truly_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    part = tmp_path / "full.part"
    part.symlink_to("/dev/full")
    monkeypatch.setattr(atomic, "_beside", lambda _place: part)
    real_open = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode, **more: real_open(path, mode.replace("x", "w"), **more)
    )
    with pytest.raises(Trouble) as raised, atomic_file(target) as stream:
        stream.write("x" * size)
    assert raised.value.code == "disk.full"
    assert contents(tmp_path) == {"a.csv": b"old"}


def test_a_name_that_could_not_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    atomic._sync_folder(tmp_path)


def test_a_missing_folder_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    for target, code in (
        (tmp_path / "none" / "a.csv", "file.no_folder"),
        (tmp_path, "file.not_a_file"),
        (Path("/dev/null"), "file.not_a_file"),
    ):
        with pytest.raises(CrmError) as raised, atomic_file(target):
            pass
        assert raised.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "a.csv").chmod(0o444)
    with pytest.raises(Trouble) as raised, atomic_file(tmp_path / "a.csv"):
        pass
    assert raised.value.code == "file.no_rights"


def test_a_failure_of_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_file(tmp_path / "a.csv"):
        (tmp_path / "other").read_text()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_elsewhere_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"disk\.full"), atomic_file(tmp_path / "a.csv"):
        raise OSError(errno.ENOSPC, "full", "/somewhere/temporary")


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "pack", never) as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "a.txt").write_text("a")
        assert not (tmp_path / "pack").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert (tmp_path / "pack" / "inner" / "a.txt").read_text() == "a"


def test_an_old_folder_is_replaced_only_with_consent(tmp_path: Path) -> None:
    old = tmp_path / "pack"
    old.mkdir()
    (old / "dear.txt").write_text("mine")
    with pytest.raises(Refused, match=r"pack\.not_ours"), atomic_folder(old, never):
        pytest.fail("asked too late")
    assert contents(old) == {"dear.txt": b"mine"}
    with atomic_folder(old, gladly) as folder:
        (folder / "new.txt").write_text("new")
    assert contents(old) == {"new.txt": b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_an_old_folder_survives_a_failed_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "pack"
    old.mkdir()
    (old / "dear.txt").write_text("mine")
    rename = Path.rename

    def second_fails(path: Path, target: Path) -> Path:
        if path.name != "pack" and target.name == "pack" and (path / "new.txt").exists():
            raise OSError(errno.EACCES, "in use", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(Trouble, match=r"file\.no_rights"), atomic_folder(old, gladly) as folder:
        (folder / "new.txt").write_text("new")
    assert contents(old) == {"dear.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_trouble_with_a_file_inside_is_told_in_the_name_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with (
        pytest.raises(Trouble) as raised,
        atomic_folder(tmp_path / "pack", never) as folder,
        atomic_file(folder / "a.csv"),
    ):
        pass
    assert raised.value.params["file"] == str(tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_equal_contents_make_equal_zips(tmp_path: Path) -> None:
    for name, order in (("one.zip", ("b", "a")), ("two.zip", ("a", "b"))):
        with atomic_folder(tmp_path / name, never) as folder:
            for letter in order:
                (folder / f"{letter}.txt").write_text(letter * 1000)
            os.utime(folder / "a.txt", (1, len(name)))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["a.txt", "b.txt"]
        assert archive.read("b.txt") == b"b" * 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"]
