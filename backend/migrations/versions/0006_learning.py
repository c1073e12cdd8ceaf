"""The learning loop: the key that splits people, who was in which snapshot, and what was decided of each model."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UP = (
    # One key for ever, made here, so that every machine that collects parts people in the same way. It also keeps a
    # snapshot's names of people from being guessed by who has the snapshot and not the database.
    """
    CREATE TABLE learning_key (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        key bytea NOT NULL CHECK (length(key) = 32)
    )
    """,
    """
    INSERT INTO learning_key (key)
    SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
    """,
    """
    CREATE TABLE snapshots (
        digest text PRIMARY KEY,
        collected_at timestamptz NOT NULL,
        samples integer NOT NULL,
        newest_at timestamptz NOT NULL
    )
    """,
    # Not tied to accounts: it must still be told which models learned from somebody who has deleted everything. It
    # holds the keyed hash of a name, and how many samples; nothing of the samples.
    """
    CREATE TABLE snapshot_people (
        digest text NOT NULL REFERENCES snapshots,
        person text NOT NULL,
        held_out boolean NOT NULL,
        samples integer NOT NULL,
        PRIMARY KEY (digest, person)
    )
    """,
    "CREATE INDEX ON snapshot_people (person)",
    """
    CREATE TABLE model_decisions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        champion text NOT NULL,
        challenger text NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('promoted', 'refused')),
        reasons jsonb NOT NULL,
        snapshots text[] NOT NULL
    )
    """,
)


def upgrade() -> None:
    """Make the key and the tables."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Drop them: what was decided is then no longer known."""
    for table in ("model_decisions", "snapshot_people", "snapshots", "learning_key"):
        op.execute(f"DROP TABLE {table}")
