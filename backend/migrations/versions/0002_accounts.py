"""What accounts need beside a name: one administrator, sessions that can be told apart, and limits on guessing."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE accounts ADD administrator boolean NOT NULL DEFAULT false",
    "CREATE UNIQUE INDEX one_administrator ON accounts (administrator) WHERE administrator",
    # A session is good only under the password it was begun with: changing the password ends the others at once,
    # also one that is being begun at that moment.
    "ALTER TABLE accounts ADD password_version integer NOT NULL DEFAULT 1",
    """
    ALTER TABLE sessions
        ADD id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
        ADD kind text NOT NULL DEFAULT 'browser' CHECK (kind IN ('browser', 'script')),
        ADD device text NOT NULL DEFAULT '',
        ADD password_version integer NOT NULL DEFAULT 1,
        ADD last_seen_at timestamptz NOT NULL DEFAULT now()
    """,
    # Whose attempts they are is stored as a hash, and only for as long as it matters (free_at).
    "CREATE TABLE rate_limits (key bytea PRIMARY KEY, free_at timestamptz NOT NULL)",
    "CREATE INDEX ON rate_limits (free_at)",
)
DOWN = (
    "DROP TABLE rate_limits",
    "DELETE FROM sessions WHERE kind <> 'browser'",
    "ALTER TABLE sessions DROP id, DROP kind, DROP device, DROP password_version, DROP last_seen_at",
    "ALTER TABLE accounts DROP administrator, DROP password_version",
)


def upgrade() -> None:
    """Add the columns and the table."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, and what only they can tell from an older server's sessions."""
    for statement in DOWN:
        op.execute(statement)
