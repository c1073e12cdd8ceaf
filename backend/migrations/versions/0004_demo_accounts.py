"""Accounts that are made up, so that they can be told from people's and taken away again."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; accounts that are there already are people's."""
    op.execute("ALTER TABLE accounts ADD demo boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Drop it."""
    op.execute("ALTER TABLE accounts DROP demo")
