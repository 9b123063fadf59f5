"""Sets SmallBiz CRM up beside this file and starts it; only the standard library is needed.

    python3 run.py                     start the program (its own arguments may follow)
    python3 run.py test                check style, types and contracts, then run the fast tests
    python3 run.py test --coverage     the same, and at least 80 % of the branches must be covered
    python3 run.py test --full         run the tests that the fast ones leave out
    python3 run.py test PYTEST-ARGS    the checks, then only the tests that pytest is told to run

On Windows type `py` in place of `python3`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

WINDOWS = os.name == "nt"
OLDEST, NEWEST = (3, 11), (3, 13)

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
UV_FOLDER = ENVIRONMENT / "uv"
UNFINISHED = ENVIRONMENT / "unfinished"
INSTALLED = ENVIRONMENT / "installed.json"

RUNTIME_LIST = "requirements.txt"
DEVELOPER_LIST = "requirements-dev.txt"
UV_LIST = "requirements-uv.txt"
ONLY_AS_PINNED = ("--require-hashes", "--only-binary", ":all:")

OFFSCREEN_PACKAGES = ("libegl1", "libgl1", "libglib2.0-0", "libfontconfig1", "libxkbcommon0", "libdbus-1-3")
X11_PACKAGES = ("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0")
WAYLAND_PACKAGES = ("libwayland-client0", "libwayland-cursor0")

PROBE = """
import ctypes, pathlib, sys
import sqlcipher3, PySide6.QtWidgets
platforms = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in sys.argv[1:]:
    ctypes.CDLL(str(platforms / name))
"""
MISSING_LIBRARY = re.compile(r"(lib[^\s:/]+\.so[.\d]*): cannot open shared object file")
BROUGHT_ALONG = re.compile(r"lib(Qt6|pyside6|shiboken6|icu)")

NO_NETWORK = re.compile(
    r"Failed to establish a new connection|Name or service not known|Temporary failure in name resolution"
    r"|getaddrinfo|dns error|error sending request|[Cc]onnection (refused|reset)|[Rr]ead timed out"
    r"|Network is unreachable"
)
DISK_FULL = re.compile(r"No space left on device|not enough space")
OTHER_CONTENT = re.compile(r"DO NOT MATCH THE HASHES|[Hh]ash mismatch")


class SetUpError(Exception):
    """What stands in the way and how to remove it, in words that are printed as they are."""


def main(arguments: list[str]) -> int:
    """Set up, then start or test. Returns the exit code: 3 when the set-up failed, 130 when stopped."""
    try:
        check_python(sys.version_info[:2])
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        set_up(RUNTIME_LIST)
        start(arguments)
    except SetUpError as trouble:
        say(str(trouble))
        return 3
    except OSError as error:
        say(f"The set-up could not go on: {error}. Put that right and run this again.")
        return 3
    except KeyboardInterrupt:
        say("Stopped. Run the same command again to go on.")
        return 130


def say(message: str) -> None:
    """Speak to the person at the terminal; standard output belongs to the program that is started."""
    print(message, file=sys.stderr, flush=True)


def check_python(version: tuple[int, int]) -> None:
    """Raises SetUpError unless the program runs on this Python."""
    if OLDEST <= version <= NEWEST:
        return
    newest = f"{NEWEST[0]}.{NEWEST[1]}"
    command = f"py -{newest} run.py" if WINDOWS else f"python{newest} run.py"
    raise SetUpError(
        f"SmallBiz CRM needs Python {OLDEST[0]}.{OLDEST[1]} to {newest}; this is {version[0]}.{version[1]}. "
        f"Install {newest} from python.org and type: {command}"
    )


# Setting up


def set_up(pinned_list: str) -> None:
    """Make `.venv` hold what `pinned_list` names, and Qt load; repair what is half made or broken."""
    if UNFINISHED.exists() or not PYTHON.exists():
        make_environment()
    if not is_installed(pinned_list):
        install(pinned_list)
    trouble = probe()
    if trouble and not missing_library(trouble):
        say("What is installed in .venv does not work, so it is made anew.")
        make_environment()
        install(pinned_list)
        trouble = probe()
    if trouble and missing_library(trouble):
        install_system_libraries(missing_library(trouble))
        trouble = probe()
    if trouble:
        raise SetUpError(f"Qt cannot be loaded: {trouble}")


def make_environment() -> None:
    """Make `.venv` from nothing: by venv, and where this Python was packaged without it by a private uv."""
    say("Setting up .venv …")
    if not (venv_worked() or uv_worked()):
        install_debian_packages(["python3-venv"], "Python cannot make its own environment here")
        if not venv_worked():
            raise SetUpError("Python cannot make an environment here. Install it anew from python.org.")


def venv_worked() -> bool:
    begin_environment()
    if importlib.util.find_spec("ensurepip") is None:
        return False
    return run_quietly([base_python(), "-m", "venv", str(ENVIRONMENT)]).returncode == 0


def uv_worked() -> bool:
    """Whether uv made it. It goes into a folder of its own, which a Python managed by the system allows."""
    begin_environment()
    pip = [base_python(), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    target = ["--target", str(UV_FOLDER), *ONLY_AS_PINNED, "-r", str(ROOT / UV_LIST)]
    fetched = run_quietly(pip + target)
    if NO_NETWORK.search(fetched.stdout):
        raise SetUpError(installer_trouble(fetched.stdout))
    making = [str(uv_program()), "venv", "--allow-existing", "--python", base_python(), str(ENVIRONMENT)]
    return fetched.returncode == 0 and run_quietly(making).returncode == 0


def begin_environment() -> None:
    """Leave an empty `.venv` with the mark that keeps it from being trusted if the next step is cut short."""
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    ENVIRONMENT.mkdir()
    UNFINISHED.touch()


def base_python() -> str:
    """The Python outside every environment: the one running this file may be deleted with `.venv`."""
    return getattr(sys, "_base_executable", None) or sys.executable


def uv_program() -> Path:
    return UV_FOLDER / "bin" / ("uv.exe" if WINDOWS else "uv")


def is_installed(pinned_list: str) -> bool:
    """Whether the list is still what it was when it was last installed."""
    try:
        installed = json.loads(INSTALLED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return installed.get(pinned_list) == fingerprint(pinned_list)


def fingerprint(pinned_list: str) -> str:
    return hashlib.sha256((ROOT / pinned_list).read_bytes()).hexdigest()


def install(pinned_list: str) -> None:
    """Install what `pinned_list` names; the developers' list holds the other one too. Raises SetUpError."""
    command = installer()
    if command is None:
        make_environment()
        command = installer() or []
    say("Installing the packages (once; about 150 MB are downloaded) …")
    UNFINISHED.touch()
    done = run_showing_downloads([*command, *ONLY_AS_PINNED, "-r", str(ROOT / pinned_list)])
    UNFINISHED.unlink()
    if done.returncode:
        raise SetUpError(installer_trouble(done.stdout))
    names = {RUNTIME_LIST, pinned_list}
    INSTALLED.write_text(json.dumps({name: fingerprint(name) for name in sorted(names)}), encoding="utf-8")


def installer() -> list[str] | None:
    """The command that installs into `.venv`; None where there is none that works."""
    if uv_program().exists():
        return [str(uv_program()), "pip", "install", "--python", str(PYTHON)]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    works = run_quietly([*pip, "--version"]).returncode == 0
    return [*pip, "install", "--no-input"] if works else None


def installer_trouble(output: str) -> str:
    """What to do about a failed installer, from what it printed."""
    if NO_NETWORK.search(output):
        return (
            "The packages are downloaded once, and the index is out of reach. Go online and run this again."
        )
    if DISK_FULL.search(output):
        return "The disk is full. Make about 1 GB of room and run this again."
    if OTHER_CONTENT.search(output):
        return (
            "A downloaded package is not the one that the pinned list names; nothing of it was used. "
            "Run this again; if it stays so, something on the way to the package index changes the files."
        )
    return f"The packages could not be installed:\n{last_lines(output)}"


def last_lines(output: str, count: int = 6) -> str:
    return "\n".join(output.strip().splitlines()[-count:])


def run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run `command` with both its streams in `stdout`. A program that cannot be executed counts as failed."""
    try:
        with opened(command) as process:
            output, _ = process.communicate()
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, f"{command[0]}: {error}")
    return subprocess.CompletedProcess(command, process.returncode, output)


def run_showing_downloads(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Like `run_quietly`, and on a terminal one changing line says what is being downloaded."""
    lines: list[str] = []
    with opened(command) as process:
        for line in process.stdout or ():
            lines.append(line)
            if "Downloading" in line and sys.stderr.isatty():
                print(f"\r  {line.strip()[:76]:<76}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(f"\r{'':<78}\r", end="", file=sys.stderr, flush=True)
    return subprocess.CompletedProcess(command, process.returncode, "".join(lines))


def opened(command: list[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    environment |= {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


# What Qt needs of the system


def probe() -> str:
    """Load what a start loads. Returns "" when that works, else the line that says why not."""
    done = run_quietly([str(PYTHON), "-c", PROBE, *platform_plugins()])
    why = last_lines(done.stdout, 1) or f"it ended with code {done.returncode}"
    return why if done.returncode else ""


def platform_plugins() -> list[str]:
    """The files through which Qt reaches the displays of this session."""
    if sys.platform != "linux":
        return []
    by_display = {"DISPLAY": "libqxcb.so", "WAYLAND_DISPLAY": "libqwayland.so"}
    return ["libqoffscreen.so", *(plugin for name, plugin in by_display.items() if os.environ.get(name))]


def missing_library(trouble: str) -> str:
    """The system library that `trouble` misses; "" when it is something else or comes with the packages."""
    found = MISSING_LIBRARY.search(trouble)
    return "" if found is None or BROUGHT_ALONG.match(found.group(1)) else found.group(1)


def install_system_libraries(library: str) -> None:
    packages = [*OFFSCREEN_PACKAGES, *X11_PACKAGES]
    if os.environ.get("WAYLAND_DISPLAY"):
        packages += WAYLAND_PACKAGES
    install_debian_packages(packages, f"Qt needs the system library {library}")


def install_debian_packages(packages: list[str], reason: str) -> None:
    """Install `packages` where that takes no password; else raises SetUpError with the line to type."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetUpError(f"{reason}. Install it with the package manager of this system and run this again.")
    prefix = root_prefix()
    if prefix is None:
        raise SetUpError(f"{reason}. Type this line, then run this again:\n  sudo {line}")
    say(f"{reason}; installing: {' '.join(packages)}")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    run_quietly([*quiet, "apt-get", "-qq", "update"])
    done = run_quietly([*quiet, *line.split(), "-qq", "-o", "DPkg::Lock::Timeout=120"])
    if done.returncode:
        raise SetUpError(f"{reason}, and installing it failed:\n{last_lines(done.stdout)}\nTry: sudo {line}")


def root_prefix() -> list[str] | None:
    """What goes before a command to run it as root without asking for a password; None where nothing does."""
    if os.name == "posix" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run_quietly(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


# Starting


def start(arguments: list[str]) -> NoReturn:
    """Become the program. With no display and no arguments the sample company is worked through instead."""
    if arguments or has_display():
        become([str(PYTHON), str(ROOT / "main.py"), *arguments])
    folder = Path.cwd() / "smallbiz-crm-off-screen"
    say("There is no display here: working through the sample company off-screen …")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "smallbiz_crm.tour", str(folder)])


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def become(command: list[str]) -> NoReturn:
    """End as `command`, with its exit code. Windows cannot replace a process, so there it is waited for."""
    sys.stdout.flush()
    if WINDOWS:
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


# Testing


def test(arguments: list[str]) -> int:
    """Run the checks, then the tests, whose closing line comes last. Returns 0 only when all passed."""
    set_up(DEVELOPER_LIST)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    full, coverage = "--full" in arguments, "--coverage" in arguments
    chosen = [argument for argument in arguments if argument not in ("--full", "--coverage")]
    failed = [] if full else failed_checks()
    tier = "full" if full else "fast"
    print(f"pytest, {tier} tier" + "".join(f"; {name} FAILED" for name in failed), flush=True)
    code = subprocess.run(pytest_command(full, coverage, chosen), cwd=ROOT, check=False).returncode
    return code or int(bool(failed))


def failed_checks() -> list[str]:
    """Run the checks side by side, print how each ended and return the names of those that failed."""
    checks = {
        "ruff check": [tool("ruff"), "check", "--quiet", "--output-format", "concise", "."],
        "ruff format": [tool("ruff"), "format", "--check", "--output-format", "concise", "."],
        "lint-imports": [tool("lint-imports")],
        "pyright": [tool("pyright"), "--threads", "2"],
    }
    running = {name: opened(command) for name, command in checks.items()}
    failed: list[str] = []
    for name, process in running.items():
        with process:
            output, _ = process.communicate()
        print(f"{name}: {'FAILED' if process.returncode else 'passed'}", flush=True)
        if process.returncode:
            print(output.rstrip(), flush=True)
            failed.append(name)
    return failed


def pytest_command(full: bool, coverage: bool, chosen: list[str]) -> list[str]:
    """One tier on two processes, or what is chosen; with coverage it takes a third as long again."""
    command = [str(PYTHON), "-m", "pytest", "-m", "full" if full else "not full", "--hypothesis-profile=ci"]
    return [*command, *(["--cov", "--cov-report="] if coverage else []), *(chosen or ["-n", "2"])]


def tool(name: str) -> str:
    return str(SCRIPTS / (f"{name}.exe" if WINDOWS else name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
