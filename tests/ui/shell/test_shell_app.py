"""The program around the window: first start, opening, what cannot be opened, a second start, leaving."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shell_rooms import CapturePage, small_rooms

from smallbiz_crm import app as program_module
from smallbiz_crm.app import Program, Session
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import Clock
from smallbiz_crm.services.encryption import Secret
from smallbiz_crm.services.places import default_workspace, last_workspace
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.messages import Banner
from smallbiz_crm.ui.shell.new_workspace import NewWorkspace, NewWorkspaceDialog
from smallbiz_crm.ui.shell.opening import CannotOpenDialog, open_workspace
from smallbiz_crm.ui.shell.preferences import Preferences

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
WAIT = 20_000

CHILD = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(HERE)!r})
import shell_rooms
from smallbiz_crm import app
app.all_rooms = shell_rooms.small_rooms
sys.exit(app.run(app.Options(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
"""


@pytest.fixture
def program(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(program_module, "all_rooms", small_rooms)
    made = Program(preferences)
    yield made
    for session in list(made.sessions):
        session.window.leave()


def opened(qtbot: QtBot, program: Program) -> Session:
    """The newest window, once its workspace is open."""
    qtbot.waitUntil(lambda: program.sessions[-1].desk.is_open, timeout=WAIT)
    return program.sessions[-1]


def refused(qtbot: QtBot) -> CannotOpenDialog:
    """The dialog that says why a workspace cannot be opened."""

    def shown() -> bool:
        return isinstance(QApplication.activeModalWidget(), CannotOpenDialog)

    qtbot.waitUntil(shown, timeout=WAIT)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CannotOpenDialog)
    return dialog


def make_file(path: Path) -> Path:
    Workspace.create(path).close()
    return path


def test_a_first_start_makes_a_workspace_and_shows_today(qtbot: QtBot, program: Program):
    assert program.start()
    window = program.sessions[0].window
    assert window.isVisible()
    assert not program.sessions[0].desk.is_open
    session = opened(qtbot, program)
    assert session.path == default_workspace() == last_workspace()
    assert window.pages.current_key == "today"
    assert session.desk.workspace.contacts.count() == 0
    assert not QApplication.activeModalWidget()


def test_keys_typed_before_the_workspace_is_open_are_kept(qtbot: QtBot, program: Program):
    program.start()
    page = program.sessions[0].window.pages.page("today")
    assert isinstance(page, CapturePage)
    window = program.sessions[0].window
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClicks(QApplication.focusWidget(), "Ana")
    assert page.line.text() == "Ana"
    session = opened(qtbot, program)
    qtbot.keyClicks(page.line, " Perez")
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.desk.workspace.contacts.count() == 1, timeout=WAIT)
    assert session.desk.workspace.contacts.rows([1])[0][1] == "Ana Perez"


def test_the_last_workspace_is_opened_again(qtbot: QtBot, program: Program, tmp_path: Path):
    program.start(make_file(tmp_path / "mine.crm"))
    opened(qtbot, program).window.leave()
    assert program.sessions == []
    program.start()
    assert opened(qtbot, program).path == tmp_path / "mine.crm"


def test_leaving_writes_everything_and_lets_others_in(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "mine.crm")
    program.start(path)
    session = opened(qtbot, program)
    for number in range(30):
        name = f"Person {number}"
        session.desk.write(lambda workspace, name=name: workspace.contacts.add(NewContact(name=name)))
    session.window.leave()
    again = Workspace.open(path, holder="window")
    assert again.contacts.count() == 30
    again.close()


def test_a_window_closed_while_it_opens_lets_go_of_the_file(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = make_file(tmp_path / "mine.crm")
    closing = threading.Event()

    def open_slowly(
        file: Path, clock: Clock | None = None, *, only_look: bool = False, secret: Secret | None = None
    ) -> Workspace:
        assert closing.wait(WAIT / 1000)
        return open_workspace(file, clock, only_look=only_look, secret=secret)

    monkeypatch.setattr("smallbiz_crm.app.open_workspace", open_slowly)
    program.start(path)
    window = program.sessions[0].window
    qtbot.waitUntil(lambda: program.sessions[0].desk.writer.is_busy(), timeout=WAIT)
    closing.set()
    assert window.close()
    assert program.sessions == []
    Workspace.open(path, holder="window").close()


def test_another_workspace_gets_its_own_window_and_the_first_closes(
    qtbot: QtBot, program: Program, tmp_path: Path
):
    first, second = make_file(tmp_path / "first.crm"), make_file(tmp_path / "second.crm")
    program.start(first)
    session = opened(qtbot, program)
    session.window.files.open_requested.emit(second)
    qtbot.waitUntil(lambda: [s.path for s in program.sessions] == [second], timeout=WAIT)
    Workspace.open(first, holder="window").close()
    program.sessions[0].window.files.open_requested.emit(second)
    assert len(program.sessions) == 1


def test_a_workspace_that_cannot_be_opened_leaves_the_one_that_is(
    qtbot: QtBot, program: Program, tmp_path: Path
):
    program.start(make_file(tmp_path / "first.crm"))
    session = opened(qtbot, program)
    session.window.files.open_requested.emit(tmp_path / "nowhere.crm")
    dialog = refused(qtbot)
    assert "nowhere.crm" in dialog.windowTitle()
    dialog.reject()
    assert program.sessions == [session]
    assert session.window.isVisible()


def damaged(path: Path) -> None:
    path.write_bytes(make_file(path).read_bytes()[:4096] + b"\xff" * 60_000)


def newer(path: Path) -> None:
    connection = sqlite3.connect(make_file(path))
    connection.execute("PRAGMA user_version=99")
    connection.close()


def foreign(path: Path) -> None:
    path.write_text("This is a shopping list, not a workspace.\n" * 200)


@pytest.mark.parametrize("spoil", [damaged, newer, foreign])
def test_a_file_that_cannot_be_opened_is_untouched_and_another_can_be_made(
    qtbot: QtBot, program: Program, tmp_path: Path, spoil: Callable[[Path], None]
):
    path = tmp_path / "spoilt.crm"
    spoil(path)
    before = path.read_bytes()
    program.start(path)
    dialog = refused(qtbot)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("spoilt.crm" in text and len(text.split()) > 5 for text in said), said
    program.sessions[0].window.files.create_requested.emit(
        NewWorkspace(tmp_path / "new.crm", "CHF", "Lindgren")
    )
    dialog.accept()
    session = opened(qtbot, program)
    assert session.path == tmp_path / "new.crm"
    assert session.desk.workspace.settings.currency == "CHF"
    assert session.desk.workspace.settings.get("business.name") == "Lindgren"
    assert path.read_bytes() == before


def test_a_locked_workspace_can_be_tried_again(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "held.crm")
    holder = Workspace.open(path, holder="window")
    program.start(path)
    dialog = refused(qtbot)
    holder.close()
    dialog.again_button.click()
    assert opened(qtbot, program).path == path


def test_a_workspace_held_elsewhere_can_be_looked_at(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "held.crm")
    holder = Workspace.open(path, holder="window")
    holder.contacts.add(NewContact(name="Ana"))
    program.start(path)
    refused(qtbot).look_button.click()
    session = opened(qtbot, program)
    assert session.desk.workspace.contacts.count() == 1
    assert any("nothing can be changed" in label.text() for label in session.window.findChildren(QLabel))
    session.desk.write(lambda workspace: workspace.contacts.add(NewContact(name="Ben")))
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=WAIT)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()
    assert holder.contacts.count() == 1
    holder.close()


def test_a_file_in_a_folder_that_is_copied_elsewhere_is_warned_of(
    qtbot: QtBot, program: Program, tmp_path: Path
):
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = make_file(tmp_path / "mine.crm").rename(folder / "mine.crm")
    program.start(path)
    window = opened(qtbot, program).window
    assert any(str(folder) in label.text() for label in window.findChildren(QLabel))


def test_leaving_the_refusal_ends_the_program(qtbot: QtBot, program: Program, tmp_path: Path):
    program.start(tmp_path / "nowhere.crm")
    refused(qtbot).reject()
    assert program.sessions == []


def test_a_new_workspace_is_named_after_the_business(qtbot: QtBot, program: Program, tmp_path: Path):
    program.start(make_file(tmp_path / "first.crm"))
    session = opened(qtbot, program)
    dialog = session.window.files.ask_new()
    assert isinstance(dialog, NewWorkspaceDialog)
    qtbot.keyClicks(dialog.name.edit, 'Salt/Pepper: "Ltd"')
    assert dialog.target() == tmp_path / "Salt Pepper Ltd.crm"
    assert isinstance(dialog.name, TextField)
    dialog.name.edit.setText("nul")
    assert dialog.target() == tmp_path / "nul business.crm"
    dialog.name.edit.setText("first")
    dialog.submit()
    assert "first.crm" in dialog.problem()
    dialog.name.edit.setText("Second")
    dialog.currency.set_value("CHF")
    dialog.submit()
    qtbot.waitUntil(lambda: [s.path for s in program.sessions] == [tmp_path / "Second.crm"], timeout=WAIT)
    assert program.sessions[0].desk.workspace.settings.currency == "CHF"


def test_a_second_process_brings_the_first_forward_and_ends(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "mine.crm")
    program.start(path)
    session = opened(qtbot, program)
    with qtbot.waitSignal(session.first.asked, timeout=WAIT):
        second = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], cwd=ROOT)
    assert second.wait(timeout=20) == 0
    assert session.window.isVisible()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_without_a_display_it_says_so_in_one_sentence(tmp_path: Path):
    bare = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    del bare["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "no display" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_of_the_database_or_of_money_is_loaded_before_the_first_paint():
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import shell_rooms\n"
        "from smallbiz_crm import app\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app.all_rooms = shell_rooms.small_rooms\n"
        "program = app.Program(app.Preferences())\n"
        "shown = []\n"
        "later = {'sqlalchemy', 'decimal', 'smallbiz_crm.domain.campaigns'}\n"
        "def paint(painted, event): shown.append(bool(later & sys.modules.keys()))\n"
        "shell_rooms.CapturePage.paintEvent = paint\n"
    ).replace("program = ", "application = QApplication([])\nprogram = ")
    script += (
        "program.start()\n"
        "program.sessions[0].desk.opened.connect(application.quit)\n"
        "application.exec()\n"
        "print(shown[0], 'sqlalchemy' in sys.modules)\n"
        "program.sessions[0].window.leave()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_leaving_makes_a_copy_only_after_a_change(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "mine.crm")
    folder = tmp_path / "backups"
    for expected in (1, 1):
        program.start(path)
        opened(qtbot, program).window.leave()
        assert len(list(folder.glob("mine *.crm"))) == expected


def test_a_copy_that_could_not_be_made_is_told_with_the_next_start(
    qtbot: QtBot, program: Program, tmp_path: Path
):
    path = make_file(tmp_path / "mine.crm")
    (tmp_path / "backups").write_text("a file where the folder belongs")
    program.start(path)
    opened(qtbot, program).window.leave()
    program.start(path)
    session = opened(qtbot, program)
    shown = [banner.label.text() for banner in session.window.findChildren(Banner)]
    assert any(text.startswith("The last backup could not be made.") for text in shown)


def test_a_backup_is_looked_at_and_put_back(qtbot: QtBot, program: Program, tmp_path: Path):
    path = make_file(tmp_path / "mine.crm")
    program.start(path)
    session = opened(qtbot, program)
    desk = session.desk
    desk.write(lambda workspace: workspace.contacts.add(NewContact(name="Ana")))
    desk.write(lambda workspace: workspace.backups.make())
    desk.write(lambda workspace: workspace.contacts.add(NewContact(name="Ben")))
    qtbot.waitUntil(lambda: not desk.writer.is_busy(), timeout=WAIT)
    dialog = session.window.files.ask_restore()
    qtbot.waitUntil(dialog.restore_button.isEnabled, timeout=WAIT)
    assert "1 person (-1)" in dialog.seen.text()
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: session not in program.sessions, timeout=WAIT)
    back = opened(qtbot, program)
    assert back.desk.workspace.contacts.count() == 1
    assert back.path == path
    back.window.leave()
    assert len(list((tmp_path / "backups").glob("*replaced*.crm"))) == 1
