"""What page and panel both do to campaigns: move them in time, put them into the Trash and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.campaign_words import days_text
from smallbiz_crm.ui.campaigns.timeline_rows import moved_campaign
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


def move_campaign(desk: Desk, campaign_id: int, days: int, refused: Callable[[CrmError], object]) -> None:
    """Move a campaign with its open items. Counts from where it is when the write begins, so that keys add up."""

    def move(workspace: Workspace) -> Campaign:
        moved = moved_campaign(workspace.campaigns.get(campaign_id), days)
        workspace.campaigns.edit(campaign_id, starts_on=moved.starts_on, ends_on=moved.ends_on)
        return moved

    def say(moved: Campaign) -> None:
        days_now = days_text(moved.starts_on, moved.ends_on, desk.today())
        desk.say_done(_("“{name}” moved to {days}").format(name=moved.name, days=days_now))

    desk.write(move, then=say, refused=refused)


def trash_campaigns(desk: Desk, campaigns: Sequence[Campaign]) -> None:
    """Put campaigns into the Trash as one step."""
    ids = [campaign.id for campaign in campaigns]
    if len(ids) == 1:
        said = _("“{title}” is in the Trash").format(title=campaigns[0].name)
    else:
        said = ngettext("{n} campaign is in the Trash", "{n} campaigns are in the Trash", len(ids)).format(
            n=len(ids)
        )
    desk.write(lambda workspace: workspace.campaigns.trash(ids), said=said)


def restore_campaign(desk: Desk, campaign: Campaign) -> None:
    """Take a campaign out of the Trash."""
    desk.write(
        lambda workspace: workspace.campaigns.restore([campaign.id]),
        said=_("“{title}” is back").format(title=campaign.name),
    )
