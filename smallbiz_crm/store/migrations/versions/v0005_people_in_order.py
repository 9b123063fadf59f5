"""The funnel and attribution read entries into stages and touches in the order of their days, from indexes alone."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_index("ix_lifecycle_entry_contact_id", table_name="lifecycle_entry")
    op.drop_index("ix_lifecycle_entry_stage_entered_on", table_name="lifecycle_entry")
    op.drop_index("ix_touch_contact_id", table_name="touch")
    op.create_index("ix_lifecycle_entry_days", "lifecycle_entry", ["stage", "entered_on", "contact_id"])
    op.create_index(
        "ix_lifecycle_entry_people", "lifecycle_entry", ["contact_id", "stage", "entered_on", "campaign_id"]
    )
    op.create_index("ix_touch_in_order", "touch", ["contact_id", "touched_on", "touched_at"])
