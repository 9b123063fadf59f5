"""The one command sets up, repairs and starts; packages are not downloaded here, so installers are faked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import run

LIST = run.RUNTIME_LIST
NO_LIBRARY = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"


class Machine:
    """Stands in for the commands that run.py gives: remembers them and lets chosen ones fail."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.failing: dict[str, list[str]] = {}

    def fail(self, words: str, *outputs: str) -> None:
        """Let the next commands that contain `words` fail, one for each output."""
        self.failing[words] = list(outputs)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        line = " ".join(command)
        self.commands.append(line)
        for words, outputs in self.failing.items():
            if words in line and outputs:
                return subprocess.CompletedProcess(command, 1, outputs.pop(0))
        if "-m venv" in line or " venv " in line:
            run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            run.PYTHON.touch()
        if "--target" in line:
            run.uv_program().parent.mkdir(parents=True)
            run.uv_program().touch()
        return subprocess.CompletedProcess(command, 0, "")

    def ran(self, words: str) -> int:
        return sum(words in command for command in self.commands)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A project in an empty folder with its pinned lists, on a Linux machine without a display."""
    environment = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "ENVIRONMENT": environment,
        "PYTHON": environment / "bin" / "python",
        "UV_FOLDER": environment / "uv",
        "UNFINISHED": environment / "unfinished",
        "INSTALLED": environment / "installed.json",
        "WINDOWS": False,
    }.items():
        monkeypatch.setattr(run, name, path)
    for name in (LIST, run.DEVELOPER_LIST, run.UV_LIST):
        (tmp_path / name).write_text(f"{name} as it is today\n")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    machine = Machine()
    monkeypatch.setattr(run, "run_quietly", machine.run)
    monkeypatch.setattr(run, "run_showing_downloads", machine.run)
    monkeypatch.setattr(run, "root_prefix", list)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(sys, "platform", "linux")
    return machine


def test_the_first_start_installs_and_the_second_installs_nothing(machine: Machine):
    run.set_up(LIST)
    assert (machine.ran("-m venv"), machine.ran(f"/{LIST}")) == (1, 1)
    machine.commands.clear()
    run.set_up(LIST)
    assert machine.ran(" install ") == 0


def test_a_changed_list_is_installed_into_what_is_there(machine: Machine):
    run.set_up(LIST)
    (run.ROOT / LIST).write_text("something newer\n")
    run.set_up(LIST)
    assert (machine.ran("-m venv"), machine.ran(f"/{LIST}")) == (1, 2)


def test_the_developers_list_holds_the_other_one(machine: Machine):
    run.set_up(run.DEVELOPER_LIST)
    run.set_up(LIST)
    assert machine.ran(f"/{LIST}") == 0


def test_packages_are_taken_only_as_pinned(machine: Machine):
    run.set_up(LIST)
    installing = [command for command in machine.commands if " install " in command]
    assert all("--require-hashes --only-binary :all:" in command for command in installing)


def test_a_set_up_cut_short_is_made_anew(machine: Machine):
    run.set_up(LIST)
    run.UNFINISHED.touch()
    (run.ENVIRONMENT / "half a package").touch()
    run.set_up(LIST)
    assert machine.ran("-m venv") == 2
    assert not (run.ENVIRONMENT / "half a package").exists()


def test_a_deleted_python_is_replaced(machine: Machine):
    run.set_up(LIST)
    run.PYTHON.unlink()
    run.set_up(LIST)
    assert run.PYTHON.exists()


def test_packages_that_do_not_load_are_installed_anew(machine: Machine):
    run.set_up(LIST)
    machine.fail("-c ", "ModuleNotFoundError: No module named 'PySide6'")
    run.set_up(LIST)
    assert (machine.ran("-m venv"), machine.ran(f"/{LIST}")) == (2, 2)


def test_without_ensurepip_uv_makes_the_environment(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda _name: None)
    run.set_up(LIST)
    assert (machine.ran("-m venv"), machine.ran("uv venv"), machine.ran("uv pip install")) == (0, 1, 1)


def test_a_venv_that_fails_is_made_by_uv(machine: Machine):
    machine.fail("-m venv", "The virtual environment was not created successfully")
    run.set_up(LIST)
    assert machine.ran("uv venv") == 1


def test_without_pip_either_debian_is_asked_for_venv(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    machine.fail("-m venv", "no ensurepip")
    machine.fail("-m pip --disable-pip-version-check install --quiet", "No module named pip")
    run.set_up(LIST)
    assert machine.ran("apt-get install -y --no-install-recommends python3-venv") == 1


def test_missing_system_libraries_are_installed(machine: Machine):
    machine.fail("-c ", NO_LIBRARY)
    run.set_up(LIST)
    assert machine.ran("apt-get install -y --no-install-recommends libegl1") == 1
    assert machine.ran("libwayland-client0") == 0


def test_a_wayland_session_gets_its_libraries_too(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    machine.fail("-c ", NO_LIBRARY)
    run.set_up(LIST)
    assert machine.ran("libwayland-client0") == 1


def test_without_rights_the_line_to_type_is_told(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "root_prefix", lambda: None)
    machine.fail("-c ", NO_LIBRARY)
    with pytest.raises(run.SetUpError, match=r"libEGL.so.1.*\n  sudo apt-get install -y .*libegl1"):
        run.set_up(LIST)


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        (
            "WARNING: Retrying … [Errno -3] Temporary failure in name resolution\nERROR: No matching",
            "Go online",
        ),
        ("error: failed to fetch\n  cause: dns error", "Go online"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "nothing of it was used"),
        ("ERROR: something new", "ERROR: something new"),
    ],
)
def test_a_failed_installation_names_the_remedy(machine: Machine, output: str, remedy: str):
    machine.fail(f"/{LIST}", output)
    with pytest.raises(run.SetUpError, match=remedy):
        run.set_up(LIST)
    assert not run.is_installed(LIST)


@pytest.mark.parametrize(
    ("trouble", "library"),
    [
        (NO_LIBRARY, "libEGL.so.1"),
        ("OSError: libxcb-cursor.so.0: cannot open shared object file: No such file", "libxcb-cursor.so.0"),
        ("ImportError: libQt6Core.so.6: cannot open shared object file: No such file", ""),
        ("ModuleNotFoundError: No module named 'PySide6'", ""),
    ],
)
def test_a_library_of_the_system_is_told_from_one_of_qt(trouble: str, library: str):
    assert run.missing_library(trouble) == library


@pytest.mark.parametrize(
    ("variables", "arguments", "started"),
    [
        ({}, [], ["-m", "smallbiz_crm.tour", "smallbiz-crm-off-screen"]),
        ({}, ["list", "deals"], ["main.py", "list", "deals"]),
        ({"DISPLAY": ":0"}, [], ["main.py"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, [], ["main.py"]),
    ],
)
def test_what_is_started_follows_from_display_and_arguments(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    arguments: list[str],
    started: list[str],
):
    command: list[str] = []

    def become(chosen: list[str]) -> None:
        command.extend(chosen)
        raise SystemExit

    monkeypatch.setattr(run, "become", become)
    monkeypatch.chdir(run.ROOT)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        run.main(arguments)
    words = [word.removeprefix(f"{run.ROOT}/") for word in command]
    assert words == [".venv/bin/python", *started]


@pytest.mark.parametrize(
    ("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)]
)
def test_only_the_pythons_that_it_was_tested_on_are_taken(version: tuple[int, int], fits: bool):
    if fits:
        run.check_python(version)
    else:
        with pytest.raises(run.SetUpError, match=r"needs Python 3\.11 to 3\.13"):
            run.check_python(version)


def test_a_failed_set_up_ends_with_3_and_one_sentence(machine: Machine, capsys: pytest.CaptureFixture[str]):
    machine.fail(f"/{LIST}", "No space left on device")
    assert run.main([]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith("The disk is full.")


def test_stopping_ends_with_130(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    def interrupt(_pinned_list: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "set_up", interrupt)
    assert run.main([]) == 130


def test_a_part_of_the_tests_is_run_without_measuring_coverage():
    assert "--cov" in run.pytest_command(full=False, coverage=True, chosen=[])
    assert "--cov" not in run.pytest_command(full=False, coverage=False, chosen=[])
    chosen = run.pytest_command(full=False, coverage=False, chosen=["tests/domain", "-x"])
    assert chosen[-2:] == ["tests/domain", "-x"]
