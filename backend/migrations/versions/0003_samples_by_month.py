"""Samples in monthly partitions, each known by its id for good, and photos of the guide box beside silhouettes."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = """
    sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted, probabilities,
    label, label_source, reason, sampling_probability, inference_ms, total_ms, noise, device, consent_version,
    input_kind, input_width, input_height, network_input
"""

UP = (
    "ALTER TABLE consents DROP CONSTRAINT consents_level_check",
    "ALTER TABLE consents ADD CHECK (level IN ('nothing', 'silhouettes', 'photos'))",
    "ALTER TABLE samples RENAME TO samples_before",
    "ALTER TABLE samples_before DROP CONSTRAINT samples_pkey",
    "DROP INDEX samples_received_at_idx, samples_account_id_received_at_idx",
    # A key of a partitioned table holds the column it is partitioned by, so that it cannot keep an id from being stored
    # in two months. This table can, and it keeps the ids of deleted samples: a page that sends one again, since it had
    # no answer, must not bring it back.
    """
    CREATE TABLE sample_ids (
        sample_id uuid PRIMARY KEY,
        received_at timestamptz NOT NULL DEFAULT now(),
        deleted boolean NOT NULL DEFAULT false
    )
    """,
    "CREATE INDEX ON sample_ids USING brin (received_at)",
    "CREATE INDEX ON sample_ids (received_at) WHERE deleted",
    """
    CREATE TABLE samples (
        sample_id uuid NOT NULL,
        account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
        session_id uuid NOT NULL,
        number integer NOT NULL,
        captured_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
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
        frame_image_width integer,
        frame_image_height integer,
        frame_image bytea,
        PRIMARY KEY (account_id, received_at, sample_id),
        CHECK ((label_source = 'none') = (label IS NULL)),
        CHECK ((frame_image IS NULL) = (frame_image_width IS NULL) AND (frame_image IS NULL) =
            (frame_image_height IS NULL))
    ) PARTITION BY RANGE (received_at)
    """,
    # Pictures are small and many: compressing each costs more than the bytes it saves. Photos are compressed
    # already.
    "ALTER TABLE samples ALTER COLUMN network_input SET STORAGE EXTERNAL, "
    "ALTER COLUMN frame_image SET STORAGE EXTERNAL",
    "CREATE INDEX ON samples USING brin (received_at)",
    # Made first and attached then, because CREATE … PARTITION OF would wait for every query on samples, and make
    # every later one wait for it.
    """
    CREATE FUNCTION make_samples_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        partition text := 'samples_' || to_char(month, 'YYYY_MM');
    BEGIN
        PERFORM pg_advisory_xact_lock(7214023402);
        IF to_regclass(partition) IS NOT NULL THEN
            RETURN;
        END IF;
        EXECUTE format('CREATE TABLE %I (LIKE samples INCLUDING ALL)', partition);
        EXECUTE format(
            'ALTER TABLE samples ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
            date_trunc('month', month::timestamp) AT TIME ZONE 'UTC',
            (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC'
        );
    END $$
    """,
    """
    CREATE FUNCTION make_samples_partitions_ahead(months integer) RETURNS void LANGUAGE sql AS $$
        SELECT make_samples_partition((now() AT TIME ZONE 'UTC' + make_interval(months => n))::date)
        FROM generate_series(0, months) AS n
    $$
    """,
    """
    SELECT make_samples_partition(month) FROM (
        SELECT DISTINCT date_trunc('month', received_at AT TIME ZONE 'UTC')::date AS month FROM samples_before
    ) AS months
    """,
    "SELECT make_samples_partitions_ahead(6)",
    f"INSERT INTO samples ({COLUMNS}) SELECT {COLUMNS} FROM samples_before",  # noqa: S608
    "INSERT INTO sample_ids SELECT sample_id, received_at FROM samples_before",
    "DROP TABLE samples_before",
)
DOWN = (
    "CREATE TABLE samples_before (LIKE samples INCLUDING STORAGE INCLUDING CONSTRAINTS)",
    "ALTER TABLE samples_before DROP frame_image, DROP frame_image_width, DROP frame_image_height",
    f"INSERT INTO samples_before ({COLUMNS}) SELECT {COLUMNS} FROM samples",  # noqa: S608
    "DROP TABLE samples, sample_ids",
    "DROP FUNCTION make_samples_partitions_ahead, make_samples_partition",
    "ALTER TABLE samples_before RENAME TO samples",
    """
    ALTER TABLE samples
        ALTER received_at SET DEFAULT now(),
        ADD PRIMARY KEY (sample_id),
        ADD FOREIGN KEY (account_id) REFERENCES accounts ON DELETE CASCADE
    """,
    "CREATE INDEX ON samples USING brin (received_at)",
    "CREATE INDEX ON samples (account_id, received_at)",
    "ALTER TABLE consents DROP CONSTRAINT consents_level_check",
    "UPDATE consents SET level = 'silhouettes' WHERE level = 'photos'",
    "ALTER TABLE consents ADD CHECK (level IN ('nothing', 'silhouettes'))",
)


def upgrade() -> None:
    """Move the samples into partitions."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Move them back into one table, without photos."""
    for statement in DOWN:
        op.execute(statement)
