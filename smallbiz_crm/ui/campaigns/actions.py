"""What page and panel both do to campaigns: put them into the Trash and back."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.words import _, ngettext


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
