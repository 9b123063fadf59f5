"""What every room's tests stand on: no network, no folder of the user's own, Qt without a screen."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

_homes = count(1)

settings.register_profile("no timing", deadline=None)
settings.load_profile("no timing")


def pytest_configure() -> None:
    """Choose Qt's platform before anything imports Qt; what the environment says already stands."""
    on_x11 = sys.platform == "linux" and os.environ.get("DISPLAY")
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if on_x11 else "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("DISPLAY") and os.environ["QT_QPA_PLATFORM"] == "xcb":
        return
    skip = pytest.mark.skip(reason="needs a real X server: DISPLAY set and QT_QPA_PLATFORM=xcb")
    for item in items:
        if item.get_closest_marker("x11"):
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Make every attempt to reach a network address fail; sockets of the machine itself (AF_UNIX) work."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _within_the_machine(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _refuse)
        yield


def _within_the_machine(call: Callable[..., object]) -> Callable[..., object]:
    def guarded(self: socket.socket, *arguments: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse(*arguments)
        return call(self, *arguments)

    return guarded


def _refuse(*where: object, **_details: object) -> NoReturn:
    raise AssertionError(f"A test tried to use the network: {where}")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds every test's home; a cache that is only costly to fill is shared in it."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the test's own, which platformdirs, Qt and child processes take for the user's."""
    folder = homes / str(next(_homes))
    folder.mkdir(mode=0o700)
    for name in ("HOME", "USERPROFILE", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(folder))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA", "PERSONAL"):
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(folder / name.lower()))
    monkeypatch.setenv("MPLCONFIGDIR", str(homes / "matplotlib"))
    for name in ("XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "SMALLBIZ_CRM_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def data_folder() -> Path:
    """Real files that nobody here wrote, beside the project; they are not part of it."""
    if not DATA.is_dir():
        pytest.skip("the folder of real input, ../shared/data, is not here")
    return DATA
