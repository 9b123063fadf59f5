"""Who reached which stage when is kept beside the entries, so that the funnel is counted at a glance.

Indexes tell attribution and first contacts all they ask about touches and activities.
"""

from alembic import op

from smallbiz_crm.store.reached import rebuild

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_touch_in_order", table_name="touch")
    op.create_index(
        "ix_touch_in_order",
        "touch",
        ["contact_id", "touched_on", "touched_at", "uid", "campaign_id", "channel"],
    )
    op.drop_index("ix_activity_contact_id", table_name="activity")
    op.create_index(
        "ix_activity_in_order",
        "activity",
        ["contact_id", "happened_on", "happened_at", "kind", "trashed_at"],
    )
    rebuild(op.get_bind())
