"""Accounts, their sessions and consent, and the samples they gave."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE accounts (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        name_key text NOT NULL UNIQUE,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE sessions (
        token_sha256 bytea PRIMARY KEY,
        account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ON sessions (account_id)",
    "CREATE INDEX ON sessions (expires_at)",
    # Every choice is kept, so that it can be shown what someone had agreed to, and when; the newest is in force.
    """
    CREATE TABLE consents (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
        level text NOT NULL CHECK (level IN ('nothing', 'silhouettes')),
        version integer NOT NULL CHECK (version > 0),
        chosen_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX ON consents (account_id, id DESC)",
    """
    CREATE TABLE samples (
        sample_id uuid PRIMARY KEY,
        account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
        session_id uuid NOT NULL,
        number integer NOT NULL,
        captured_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        model_id text NOT NULL,
        predicted text NOT NULL,
        probabilities real[] NOT NULL,
        label text,
        label_source text NOT NULL CHECK (label_source IN ('none', 'prompted', 'corrected')),
        reason text NOT NULL,
        sampling_probability real NOT NULL,
        inference_ms real NOT NULL,
        total_ms real NOT NULL,
        noise real NOT NULL,
        device text NOT NULL,
        consent_version integer NOT NULL,
        input_kind text NOT NULL,
        input_width integer NOT NULL,
        input_height integer NOT NULL,
        network_input bytea NOT NULL,
        CHECK ((label_source = 'none') = (label IS NULL))
    )
    """,
    # Pictures are small and many: compressing each costs more than the bytes it saves.
    "ALTER TABLE samples ALTER COLUMN network_input SET STORAGE EXTERNAL",
    "CREATE INDEX ON samples USING brin (received_at)",
    "CREATE INDEX ON samples (account_id, received_at)",
)


def upgrade() -> None:
    """Create the tables."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    for table in ("samples", "consents", "sessions", "accounts"):
        op.execute(f"DROP TABLE {table}")
