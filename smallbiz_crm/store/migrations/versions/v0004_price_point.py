"""A campaign says at which price its offer stands."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE campaign ADD COLUMN price_point VARCHAR")
