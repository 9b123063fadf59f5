"""The one handle on a workspace: what the window and the command line hold, and all they hold."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.domain.days import Clock, SystemClock
from smallbiz_crm.domain.settings import read_setting
from smallbiz_crm.store.database import Database, create_file
from smallbiz_crm.store.keys import Key, Secret
from smallbiz_crm.store.lock import Holder
from smallbiz_crm.store.new_workspace import fill_new_workspace
from smallbiz_crm.store.unit_of_work import Changes
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.accountant import Accountant
    from smallbiz_crm.services.backups import Backups
    from smallbiz_crm.services.board import Board
    from smallbiz_crm.services.calendar import Calendar
    from smallbiz_crm.services.campaigns import Campaigns
    from smallbiz_crm.services.capture import Capture
    from smallbiz_crm.services.companies import Companies
    from smallbiz_crm.services.consents import Consents
    from smallbiz_crm.services.contacts import Contacts
    from smallbiz_crm.services.content import ContentLibrary
    from smallbiz_crm.services.deal_parts import DealParts
    from smallbiz_crm.services.deals import Deals
    from smallbiz_crm.services.duplicates import Duplicates
    from smallbiz_crm.services.everything import Everything
    from smallbiz_crm.services.exports import Exports
    from smallbiz_crm.services.fields import Fields
    from smallbiz_crm.services.files import Files
    from smallbiz_crm.services.follow_ups import FollowUps
    from smallbiz_crm.services.hand_over import HandOvers
    from smallbiz_crm.services.heads_up import HeadsUps
    from smallbiz_crm.services.history import History
    from smallbiz_crm.services.import_profiles import ImportProfiles
    from smallbiz_crm.services.imports import Imports
    from smallbiz_crm.services.in_touch import InTouch
    from smallbiz_crm.services.mail import Mail
    from smallbiz_crm.services.meetings import Meetings
    from smallbiz_crm.services.metrics import Metrics
    from smallbiz_crm.services.nurture import Nurture
    from smallbiz_crm.services.participants import Participants
    from smallbiz_crm.services.planning import Planning
    from smallbiz_crm.services.prices import Prices
    from smallbiz_crm.services.privacy import Privacy
    from smallbiz_crm.services.qr import QrCodes
    from smallbiz_crm.services.records import Records
    from smallbiz_crm.services.reports import Reports
    from smallbiz_crm.services.sample import Sample
    from smallbiz_crm.services.scoring import Scoring
    from smallbiz_crm.services.segments import Segments
    from smallbiz_crm.services.settings import Settings
    from smallbiz_crm.services.spend_rules import SpendRules
    from smallbiz_crm.services.spending import Spending
    from smallbiz_crm.services.stages import Stages
    from smallbiz_crm.services.trash import Trash
    from smallbiz_crm.services.variants import Variants

__all__ = ["Changes", "Workspace"]


class Workspace:
    """Plain methods with plain arguments; frozen rows come out; every failure is a CrmError.

    Each room of services is imported when it is first used, so that a short command loads little.

    Reads may be called from any thread. A write returns after its commit and blocks the caller until then, so a
    window calls it on its writer thread. `holder` is ``window``, ``command``, or None for reading alone.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        currency: str = "EUR",
        fiscal_year_start: str = "01-01",
        with_sample: bool = False,
        clock: Clock | None = None,
        holder: Holder = "command",
    ) -> Workspace:
        """Make a new workspace file with its default lists and open it; a failure leaves none behind.

        Raises Refused for a currency or month and day that is none, and when a file is there already.
        """
        read_setting("business.currency", currency)
        read_setting("fiscal_year.start", fiscal_year_start)
        create_file(path)
        workspace = cls(Database(path, clock or SystemClock(), holder))
        try:
            workspace.database.open()
            fill_new_workspace(workspace.database, currency, fiscal_year_start, _)
            if with_sample:
                workspace.sample.fill()
        except BaseException:
            workspace.close()
            _remove(path)
            raise
        return workspace

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock | None = None,
        holder: Holder | None = "command",
        secret: Secret | None = None,
    ) -> Workspace:
        """Open an existing workspace. Raises NotFound, Refused or Trouble with the file's name.

        `secret` is the password, the recovery key or the key of one that is encrypted; a plain one needs none.
        """
        database = Database(path, clock or SystemClock(), holder)
        database.open(secret)
        return cls(database)

    @property
    def path(self) -> Path:
        return self.database.path

    @property
    def key(self) -> Key | None:
        """What opens the file again; None for one that is not encrypted."""
        return self.database.key

    @property
    def clock(self) -> Clock:
        return self.database.clock

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after every commit, in the thread that wrote."""
        self.database.listeners.append(listener)

    @contextmanager
    def view(self) -> Generator[None]:
        """Let all reads inside see the workspace as it is at the first of them."""
        with self.database.reading():
            yield

    def settle(self) -> None:
        self.database.settle()

    def close(self) -> None:
        self.database.close()

    @cached_property
    def settings(self) -> Settings:
        from smallbiz_crm.services.settings import Settings

        return Settings(self.database)

    @cached_property
    def history(self) -> History:
        from smallbiz_crm.services.history import History

        return History(self.database)

    @cached_property
    def contacts(self) -> Contacts:
        from smallbiz_crm.services.contacts import Contacts

        return Contacts(self.database)

    @cached_property
    def content(self) -> ContentLibrary:
        from smallbiz_crm.services.content import ContentLibrary

        return ContentLibrary(self.database)

    @cached_property
    def heads_up(self) -> HeadsUps:
        from smallbiz_crm.services.heads_up import HeadsUps

        return HeadsUps(self.database)

    @cached_property
    def nurture(self) -> Nurture:
        from smallbiz_crm.services.nurture import Nurture

        return Nurture(self.database)

    @cached_property
    def planning(self) -> Planning:
        from smallbiz_crm.services.planning import Planning

        return Planning(self.database)

    @cached_property
    def variants(self) -> Variants:
        from smallbiz_crm.services.variants import Variants

        return Variants(self.database)

    @cached_property
    def metrics(self) -> Metrics:
        from smallbiz_crm.services.metrics import Metrics

        return Metrics(self.database)

    @cached_property
    def participants(self) -> Participants:
        from smallbiz_crm.services.participants import Participants

        return Participants(self.database)

    @cached_property
    def segments(self) -> Segments:
        from smallbiz_crm.services.segments import Segments

        return Segments(self.database)

    @cached_property
    def duplicates(self) -> Duplicates:
        from smallbiz_crm.services.duplicates import Duplicates

        return Duplicates(self.database)

    @cached_property
    def companies(self) -> Companies:
        from smallbiz_crm.services.companies import Companies

        return Companies(self.database)

    @cached_property
    def fields(self) -> Fields:
        from smallbiz_crm.services.fields import Fields

        return Fields(self.database)

    @cached_property
    def consents(self) -> Consents:
        from smallbiz_crm.services.consents import Consents

        return Consents(self.database)

    @cached_property
    def deals(self) -> Deals:
        from smallbiz_crm.services.deals import Deals

        return Deals(self.database)

    @cached_property
    def board(self) -> Board:
        from smallbiz_crm.services.board import Board

        return Board(self.database)

    @cached_property
    def stages(self) -> Stages:
        from smallbiz_crm.services.stages import Stages

        return Stages(self.database)

    @cached_property
    def files(self) -> Files:
        from smallbiz_crm.services.files import Files

        return Files(self.database)

    @cached_property
    def deal_parts(self) -> DealParts:
        from smallbiz_crm.services.deal_parts import DealParts

        return DealParts(self.database)

    @cached_property
    def prices(self) -> Prices:
        from smallbiz_crm.services.prices import Prices

        return Prices(self.database)

    @cached_property
    def follow_ups(self) -> FollowUps:
        from smallbiz_crm.services.follow_ups import FollowUps

        return FollowUps(self.database)

    @cached_property
    def mail(self) -> Mail:
        from smallbiz_crm.services.mail import Mail

        return Mail(self.database)

    @cached_property
    def calendar(self) -> Calendar:
        from smallbiz_crm.services.calendar import Calendar

        return Calendar(self.database)

    @cached_property
    def campaigns(self) -> Campaigns:
        from smallbiz_crm.services.campaigns import Campaigns

        return Campaigns(self.database)

    @cached_property
    def in_touch(self) -> InTouch:
        from smallbiz_crm.services.in_touch import InTouch

        return InTouch(self.database)

    @cached_property
    def hand_overs(self) -> HandOvers:
        from smallbiz_crm.services.hand_over import HandOvers

        return HandOvers(self.database)

    @cached_property
    def meetings(self) -> Meetings:
        from smallbiz_crm.services.meetings import Meetings

        return Meetings(self.database)

    @cached_property
    def scoring(self) -> Scoring:
        from smallbiz_crm.services.scoring import Scoring

        return Scoring(self.database)

    @cached_property
    def spending(self) -> Spending:
        from smallbiz_crm.services.spending import Spending

        return Spending(self.database)

    @cached_property
    def spend_rules(self) -> SpendRules:
        from smallbiz_crm.services.spend_rules import SpendRules

        return SpendRules(self.database)

    @cached_property
    def trash(self) -> Trash:
        from smallbiz_crm.services.trash import Trash

        return Trash(self.database)

    @cached_property
    def backups(self) -> Backups:
        from smallbiz_crm.services.backups import Backups

        return Backups(self.database)

    @cached_property
    def imports(self) -> Imports:
        from smallbiz_crm.services.imports import Imports

        return Imports(self.database)

    @cached_property
    def import_profiles(self) -> ImportProfiles:
        from smallbiz_crm.services.import_profiles import ImportProfiles

        return ImportProfiles(self.database)

    @cached_property
    def everything(self) -> Everything:
        from smallbiz_crm.services.everything import Everything

        return Everything(self.database)

    @cached_property
    def exports(self) -> Exports:
        from smallbiz_crm.services.exports import Exports

        return Exports(self.database)

    @cached_property
    def records(self) -> Records:
        from smallbiz_crm.services.records import Records

        return Records(self.database)

    @cached_property
    def privacy(self) -> Privacy:
        from smallbiz_crm.services.privacy import Privacy

        return Privacy(self.database)

    @cached_property
    def reports(self) -> Reports:
        from smallbiz_crm.services.reports import Reports

        return Reports(self.database)

    @cached_property
    def capture(self) -> Capture:
        from smallbiz_crm.services.capture import Capture

        return Capture(self.database)

    @cached_property
    def qr(self) -> QrCodes:
        from smallbiz_crm.services.qr import QrCodes

        return QrCodes(self.database)

    @cached_property
    def accountant(self) -> Accountant:
        from smallbiz_crm.services.accountant import Accountant

        return Accountant(self.database)

    @cached_property
    def sample(self) -> Sample:
        from smallbiz_crm.services.sample import Sample

        return Sample(self.database)


def _remove(path: Path) -> None:
    """Take away a workspace that could not be made, with what SQLite laid beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f".{path.name}.lock"):
        with suppress(OSError):
            path.with_name(name).unlink(missing_ok=True)
