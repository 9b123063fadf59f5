"""What page and panel both do to campaigns: move them in time, put them into the Trash and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.timeline_rows import moved_campaign
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


def move_campaign(
    desk: Desk, campaign_id: int, days: int, ended: Callable[[Campaign | None], object]
) -> None:
    """Move a campaign with its open items. Counts from where it is when the write begins, so that keys add up.

    `ended` gets the campaign as it is now, or None when it was not moved, which has been said then.
    """

    def move(workspace: Workspace) -> Campaign:
        moved = moved_campaign(workspace.campaigns.get(campaign_id), days)
        workspace.campaigns.edit(campaign_id, starts_on=moved.starts_on, ends_on=moved.ends_on)
        return moved

    def refused(error: CrmError) -> None:
        ended(None)
        desk.show_trouble(error)

    desk.write(move, then=ended, refused=refused)


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
