"""Which minutes of a quarter of an hour a person was there, as bits: they add up, so that no sample is read again."""

from importlib import import_module

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

rollups = import_module("backend.migrations.versions.0007_rollups")
shadow = import_module("backend.migrations.versions.0008_shadow")

COLUMNS = "quarter, account_id, model_id, device, latest, minute_bits"
BIT = "1 << (floor(extract(epoch FROM received_at) / 60) % 15)::integer"
COUNTED = "bit_count(minute_bits::bit(15))::integer"
# Where model_id is empty all minutes with samples; beside a model and a device, those with samples of free use.
PRESENCE = f"""
    SELECT date_bin('15 minutes', received_at, '2000-01-01T00:00:00Z') AS quarter, account_id,
        coalesce(model_id, '') AS model_id, coalesce(device, '') AS device,
        max(received_at) AS latest,
        coalesce(
            CASE WHEN grouping(model_id) = 1 THEN bit_or({BIT}) ELSE bit_or({BIT}) FILTER (WHERE label_source =
                'none') END, 0
        ) AS minute_bits
    FROM {{samples}} AS s
    GROUP BY quarter, account_id, GROUPING SETS ((), (model_id, device))
"""  # noqa: S608 (made of the expressions above only)
VIEW = f"""
    CREATE VIEW stats_presence_of_samples AS
    SELECT *, {COUNTED} AS minutes FROM ({PRESENCE.format(samples="samples")}) AS presence
"""  # noqa: S608
FILL = f"INSERT INTO stats_presence ({COLUMNS}) SELECT {COLUMNS} FROM stats_presence_of_samples"  # noqa: S608
ADDED = "(SELECT * FROM taken WHERE sign > 0)"
# The day once for a sample, not for each of its cells: the time zone is looked up by its name each time. OFFSET keeps
# Postgres from putting the expressions back into every cell.
DAY = "(s.received_at AT TIME ZONE 'UTC')::date AS day"
DELAY = "extract(epoch FROM s.received_at - s.captured_at) AS delay_s"
BY_DAY = shadow.grown(rollups.BY_DAY).replace(DAY, "d.day").replace(DELAY, f"{DELAY}, {DAY} OFFSET 0")
# Whoever calls it holds the lock. It gives how many changes it has folded, at most `most` of the oldest.
FOLD = f"""
    CREATE OR REPLACE FUNCTION fold_stats_changes(most integer) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
        folded integer;
        quarters timestamptz[];
        people bigint[];
        empty tid[];
    BEGIN
        WITH taken AS (
            DELETE FROM stats_changes WHERE id IN (SELECT id FROM stats_changes ORDER BY id LIMIT most)
            RETURNING sign, {shadow.NAMES}
        ), lessened AS (
            SELECT DISTINCT date_bin('15 minutes', received_at, '2000-01-01T00:00:00Z') AS quarter, account_id
            FROM taken WHERE sign < 0
        ), by_day AS ({BY_DAY.format(changes="taken")}),
        change AS ({rollups.WITH_ALL_DAYS.format(by_day="by_day")}), {rollups.ADD}, came AS (
            INSERT INTO stats_presence AS p ({COLUMNS}) {PRESENCE.format(samples=ADDED)}
            ON CONFLICT (quarter, account_id, model_id, device) DO UPDATE
            SET minute_bits = p.minute_bits | excluded.minute_bits, latest = greatest(p.latest, excluded.latest)
        )
        SELECT (SELECT count(*) FROM taken), (SELECT array_agg(quarter ORDER BY quarter, account_id) FROM lessened),
            (SELECT array_agg(account_id ORDER BY quarter, account_id) FROM lessened),
            (SELECT array_agg(place) FROM put WHERE n = 0)
        INTO folded, quarters, people, empty;
        IF folded = 0 THEN
            UPDATE stats_state SET refreshed_at = statement_timestamp()
            WHERE refreshed_at < statement_timestamp() - interval '5 seconds';
            RETURN 0;
        END IF;
        DELETE FROM stats_cells WHERE ctid = ANY(empty);
        -- What was taken away may have been the only sample of its minute, or not: a quarter that lost any is counted
        -- anew. What commits between the statement above and this one is counted here already, and once more when its
        -- own change is folded, to the same result.
        WITH fresh AS ({PRESENCE.format(samples=rollups.TOUCHED)}), gone AS (
            DELETE FROM stats_presence p USING unnest(quarters, people) AS t (quarter, person)
            WHERE p.quarter = t.quarter AND p.account_id = t.person AND NOT EXISTS (
                SELECT FROM fresh f WHERE (f.quarter, f.account_id, f.model_id, f.device)
                    = (p.quarter, p.account_id, p.model_id, p.device)
            )
        )
        INSERT INTO stats_presence AS p ({COLUMNS}) SELECT * FROM fresh
        ON CONFLICT (quarter, account_id, model_id, device) DO UPDATE
        SET minute_bits = excluded.minute_bits, latest = excluded.latest
        WHERE (p.minute_bits, p.latest) IS DISTINCT FROM (excluded.minute_bits, excluded.latest);
        UPDATE stats_state SET version = version + 1, refreshed_at = statement_timestamp();
        RETURN folded;
    END $$
"""  # noqa: S608
REBUILD = rollups.REBUILD.replace("CREATE PROCEDURE", "CREATE OR REPLACE PROCEDURE")
INDEX = "CREATE INDEX ON stats_presence (model_id, quarter) INCLUDE (device, minutes)"
# All is made of samples: a change that waits in the log will find its bit set.
UP = (
    "DROP VIEW stats_presence_of_samples",
    "DELETE FROM stats_presence",
    f"""
    ALTER TABLE stats_presence DROP minutes, ADD minute_bits integer NOT NULL,
        ADD minutes integer NOT NULL GENERATED ALWAYS AS ({COUNTED}) STORED
    """,
    INDEX,
    VIEW,
    FOLD,
    REBUILD.replace(rollups.FILL[-1], FILL),
    FILL,
)
DOWN = (
    "DROP VIEW stats_presence_of_samples",
    "DELETE FROM stats_presence",
    "ALTER TABLE stats_presence DROP minutes, DROP minute_bits, DROP latest",
    "ALTER TABLE stats_presence ADD minutes integer NOT NULL, ADD latest timestamptz NOT NULL",
    INDEX,
    *(sql for sql in rollups.TABLES if "VIEW stats_presence_of_samples" in sql),
    *(shadow.replacing(shadow.grown(sql)) for sql in rollups.FUNCTIONS if "FUNCTION fold_stats_changes" in sql),
    REBUILD,
    rollups.FILL[-1],
)


def upgrade() -> None:
    """Keep bits instead of a number, made from what is stored."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Count each touched quarter anew, as before."""
    for statement in DOWN:
        op.execute(statement)
