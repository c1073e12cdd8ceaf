"""What pages say of a newly promoted model: one row for each page, which names no address and goes after some days."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = (
    # The key by which addresses are hashed is each promotion's own and goes with the reports on it, so that nobody can
    # tell afterwards who reported, nor who reported on two models.
    """
    CREATE TABLE watched_promotions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        model_id text NOT NULL,
        at timestamptz NOT NULL,
        key bytea NOT NULL CHECK (length(key) = 32),
        UNIQUE (model_id, at)
    )
    """,
    """
    CREATE TABLE model_reports (
        promotion bigint NOT NULL REFERENCES watched_promotions ON DELETE CASCADE,
        page uuid NOT NULL,
        network bytea NOT NULL CHECK (length(network) = 32),
        outcome text NOT NULL CHECK (outcome IN ('running', 'wrong', 'unloaded', 'slower')),
        backend text,
        fps_before real,
        fps_after real,
        PRIMARY KEY (promotion, page)
    )
    """,
    "CREATE INDEX ON model_reports (promotion, network)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Forget what pages said."""
    for table in ("model_reports", "watched_promotions"):
        op.execute(f"DROP TABLE {table}")
