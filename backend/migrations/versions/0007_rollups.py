"""The stats page's figures as tables, kept up to date by a log of what changed in samples."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LOCK = 7214023403  # only one process at a time folds the log into the tables

# All that the figures need of a sample.
FACTS = {
    "account_id": "bigint",
    "session_id": "uuid",
    "captured_at": "timestamptz",
    "received_at": "timestamptz",
    "model_id": "text",
    "predicted": "text",
    "confidence": "real",
    "label": "text",
    "label_source": "text",
    "reason": "text",
    "sampling_probability": "real",
    "inference_ms": "real",
    "total_ms": "real",
    "noise": "real",
    "device": "text",
    "fps": "real",
    "backend": "text",
    "area": "real",
}
NAMES = ", ".join(FACTS)
OF_SAMPLE = NAMES.replace("confidence", "confidence_of(probabilities) AS confidence")
KEY = "kind, model_id, day, device, label_source, account_id, a, b, bucket"
LESS_DAY = KEY.replace(" day,", "")
# The width of a bucket is 2 % of what is in it, so its middle is at most 1 % from everything in it.
LOG_BUCKET = "floor(ln(greatest({}::float8, 0.01)) / ln(1.02::float8))::integer"
# What samples add to, day by day. backend/stats/cells.py says what the kinds are.
BY_DAY = f"""
    SELECT cell.kind, cell.model_id, (s.received_at AT TIME ZONE 'UTC')::date AS day, cell.device, cell.label_source,
        cell.account_id, cell.a, cell.b, cell.bucket,
        sum(s.sign)::bigint AS n, sum(s.sign * cell.weight) AS weight, sum(s.sign * cell.total) AS total
    FROM {{changes}} AS s
    CROSS JOIN LATERAL (
        SELECT round(1 / s.sampling_probability::numeric, 6) AS weight, s.label_source <> 'none' AS told,
            s.label_source = 'none' AND s.reason = 'random' AS by_chance, s.predicted = s.label AS is_right,
            extract(epoch FROM s.received_at - s.captured_at) AS delay_s
    ) AS d
    CROSS JOIN LATERAL (VALUES
        (true, 'received', s.model_id, s.device, '', 0::bigint, '', '', 0, 0::numeric, 0::numeric),
        (true, 'predicted', s.model_id, s.device, s.label_source, 0, s.predicted, '', 0, 0, 0),
        (true, 'session', '', '', '', s.account_id, s.session_id::text, '', 0, 0, 0),
        (true, 'inference', s.model_id, s.device, '', 0, coalesce(s.backend, ''), '',
            {LOG_BUCKET.format("s.inference_ms")}, 0, 0),
        (true, 'answer', s.model_id, s.device, '', 0, coalesce(s.backend, ''), '',
            {LOG_BUCKET.format("s.total_ms")}, 0, 0),
        (s.fps IS NOT NULL, 'fps', s.model_id, s.device, '', 0, coalesce(s.backend, ''), '',
            {LOG_BUCKET.format("s.fps")}, 0, 0),
        (true, 'delay', s.model_id, s.device, '', 0, '', '', {LOG_BUCKET.format("d.delay_s")}, 0, 0),
        (d.by_chance, 'free', s.model_id, s.device, '', 0, s.predicted, '', 0, d.weight, 0),
        (d.by_chance, 'noise', s.model_id, s.device, '', 0, '', '',
            floor(ln(greatest(s.noise::float8, 0.0001)) / ln(1.25::float8))::integer, d.weight, 0),
        (d.by_chance AND s.area IS NOT NULL, 'area', s.model_id, s.device, '', 0, '', '',
            least(floor(s.area::numeric * 50)::integer, 49), d.weight, 0),
        (d.by_chance OR d.told, 'confidence', s.model_id, s.device, s.label_source, 0, '',
            CASE WHEN d.told THEN CASE WHEN d.is_right THEN 'right' ELSE 'wrong' END ELSE '' END,
            least(floor(s.confidence::numeric * 20)::integer, 19), d.weight, s.confidence::numeric),
        (d.told, 'told', s.model_id, s.device, s.label_source, 0, s.label, s.predicted, 0, 0, 0),
        (d.told, 'person', s.model_id, s.device, s.label_source, s.account_id, s.label,
            CASE WHEN d.is_right THEN 'right' ELSE 'missed' END, 0, 0, 0),
        (d.told AND NOT d.is_right, 'person', s.model_id, s.device, s.label_source, s.account_id, s.predicted,
            'wrongly', 0, 0, 0)
    ) AS cell (counts, kind, model_id, device, label_source, account_id, a, b, bucket, weight, total)
    WHERE cell.counts
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""  # noqa: S608 (made of the expressions above only)
# The sum of all days is kept too, as the day -infinity, so that whoever does not filter days need not read them all.
WITH_ALL_DAYS = f"""
    SELECT {KEY}, n, weight, total FROM {{by_day}} AS cells
    UNION ALL
    SELECT {KEY.replace(" day,", " '-infinity'::date,")}, sum(n)::bigint, sum(weight), sum(total)
    FROM {{by_day}} AS cells GROUP BY {LESS_DAY}
"""  # noqa: S608
OF_SAMPLES = BY_DAY.format(changes=f"(SELECT 1 AS sign, {OF_SAMPLE} FROM samples)")  # noqa: S608
# Adds cells, and gives the places of those that are empty now.
ADD = f"""
    put AS (
        INSERT INTO stats_cells AS c ({KEY}, n, weight, total) SELECT * FROM change
        WHERE (n, weight, total) <> (0, 0, 0)
        ON CONFLICT ({KEY}) DO UPDATE
        SET n = c.n + excluded.n, weight = c.weight + excluded.weight, total = c.total + excluded.total
        RETURNING c.ctid AS place, c.n
    )
"""  # noqa: S608
# Minutes with samples do not add up over batches, so they are counted anew for each person and quarter of an hour:
# all of them where model_id is empty, those of free use by model and device.
PRESENCE = """
    SELECT date_bin('15 minutes', received_at, '2000-01-01T00:00:00Z') AS quarter, account_id,
        coalesce(model_id, '') AS model_id, coalesce(device, '') AS device,
        CASE WHEN grouping(model_id) = 1 THEN count(DISTINCT date_trunc('minute', received_at, 'UTC'))
            ELSE count(DISTINCT date_trunc('minute', received_at, 'UTC')) FILTER (WHERE label_source = 'none')
        END::integer AS minutes,
        max(received_at) AS latest
    FROM {samples} AS s
    GROUP BY quarter, account_id, GROUPING SETS ((), (model_id, device))
"""
TOUCHED = """(
    SELECT s.received_at, s.account_id, s.model_id, s.device, s.label_source
    FROM unnest(quarters, people) AS t (quarter, person)
    JOIN samples s ON s.account_id = t.person
        AND s.received_at >= t.quarter AND s.received_at < t.quarter + interval '15 minutes'
)"""
NOTE = """
    CREATE FUNCTION note_samples_{what}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stats_changes (sign, {names}) {rows};
        RETURN NULL;
    END $$
"""
GONE = f"SELECT -1, {OF_SAMPLE} FROM old_rows"  # noqa: S608
COME = f"SELECT 1, {OF_SAMPLE} FROM new_rows"  # noqa: S608

TABLES = (
    "DROP VIEW stats_cells, stats_presence",
    # Only ever added to and taken from, never changed: whoever folds it takes the rows that it sees, and what commits
    # after that stays for the next time. A mark on each changed hour, set where it is not set yet, would lose a change
    # that finds the mark and commits after it was acted upon.
    f"""
    CREATE TABLE stats_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        sign smallint NOT NULL,
        {", ".join(f"{name} {kind}" for name, kind in FACTS.items())}
    )
    """,
    f"""
    CREATE TABLE stats_cells (
        kind text, model_id text, day date, device text, label_source text, account_id bigint, a text, b text,
            bucket integer,
        n bigint NOT NULL,
        weight numeric NOT NULL, -- exact, so that what was added can be taken away again
        total numeric NOT NULL,
        PRIMARY KEY ({KEY})
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE stats_presence (
        quarter timestamptz, account_id bigint, model_id text, device text,
        minutes integer NOT NULL,
        latest timestamptz NOT NULL,
        PRIMARY KEY (quarter, account_id, model_id, device)
    )
    """,
    "CREATE INDEX ON stats_presence (model_id, quarter) INCLUDE (device, minutes)",
    "CREATE TABLE stats_state (version bigint NOT NULL, refreshed_at timestamptz NOT NULL)",
    "INSERT INTO stats_state VALUES (1, now())",
    f"CREATE VIEW stats_cells_of_samples AS {OF_SAMPLES}",
    f"CREATE VIEW stats_presence_of_samples AS {PRESENCE.format(samples='samples')}",
)
TRIGGERS = (
    NOTE.format(what="added", names=NAMES, rows=COME),
    NOTE.format(what="deleted", names=NAMES, rows=GONE),
    NOTE.format(what="changed", names=NAMES, rows=f"{GONE} UNION ALL {COME}"),
    """
    CREATE TRIGGER note_added AFTER INSERT ON samples REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_samples_added()
    """,
    """
    CREATE TRIGGER note_deleted AFTER DELETE ON samples REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_samples_deleted()
    """,
    """
    CREATE TRIGGER note_changed AFTER UPDATE ON samples REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_samples_changed()
    """,
)
FUNCTIONS = (
    # Whoever calls it holds the lock. It gives how many changes it has folded, at most `most` of the oldest.
    f"""
    CREATE FUNCTION fold_stats_changes(most integer) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
        folded integer;
        quarters timestamptz[];
        people bigint[];
        empty tid[];
    BEGIN
        WITH taken AS (
            DELETE FROM stats_changes WHERE id IN (SELECT id FROM stats_changes ORDER BY id LIMIT most)
            RETURNING sign, {NAMES}
        ), touched AS (
            SELECT DISTINCT date_bin('15 minutes', received_at, '2000-01-01T00:00:00Z') AS quarter, account_id
            FROM taken
        ), by_day AS ({BY_DAY.format(changes="taken")}), change AS ({WITH_ALL_DAYS.format(by_day="by_day")}), {ADD}
        SELECT (SELECT count(*) FROM taken), (SELECT array_agg(quarter ORDER BY quarter, account_id) FROM touched),
            (SELECT array_agg(account_id ORDER BY quarter, account_id) FROM touched),
            (SELECT array_agg(place) FROM put WHERE n = 0)
        INTO folded, quarters, people, empty;
        IF folded = 0 THEN
            UPDATE stats_state SET refreshed_at = statement_timestamp()
            WHERE refreshed_at < statement_timestamp() - interval '5 seconds';
            RETURN 0;
        END IF;
        DELETE FROM stats_cells WHERE ctid = ANY(empty);
        -- What commits between the statement above and this one is counted here already, and once more when its own
        -- change is folded, to the same result.
        WITH fresh AS ({PRESENCE.format(samples=TOUCHED)}), gone AS (
            DELETE FROM stats_presence p USING unnest(quarters, people) AS t (quarter, person)
            WHERE p.quarter = t.quarter AND p.account_id = t.person AND NOT EXISTS (
                SELECT FROM fresh f WHERE (f.quarter, f.account_id, f.model_id, f.device)
                    = (p.quarter, p.account_id, p.model_id, p.device)
            )
        )
        INSERT INTO stats_presence AS p SELECT * FROM fresh
        ON CONFLICT (quarter, account_id, model_id, device) DO UPDATE
        SET minutes = excluded.minutes, latest = excluded.latest
        WHERE (p.minutes, p.latest) IS DISTINCT FROM (excluded.minutes, excluded.latest);
        UPDATE stats_state SET version = version + 1, refreshed_at = statement_timestamp();
        RETURN folded;
    END $$
    """,  # noqa: S608
    f"""
    CREATE FUNCTION refresh_stats(most integer) RETURNS integer LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_try_advisory_xact_lock({LOCK}) THEN
            RETURN fold_stats_changes(most);
        END IF;
        RETURN 0;
    END $$
    """,
    # The lock comes first, as for everybody who folds, so that nobody waits for us while we wait for them. Once nobody
    # else uses the month, all that ever changed in it is in the log, and its days can be taken away as they are.
    f"""
    CREATE FUNCTION drop_samples_partition(partition text, month date) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        empty tid[];
        month_end date := month + interval '1 month';
    BEGIN
        PERFORM set_config('lock_timeout', '2s', true);
        PERFORM pg_advisory_xact_lock({LOCK});
        PERFORM fold_stats_changes(NULL);
        EXECUTE format('LOCK TABLE ONLY samples, ONLY %I IN ACCESS EXCLUSIVE MODE', partition);
        PERFORM fold_stats_changes(NULL);
        WITH gone AS (
            DELETE FROM stats_cells WHERE day >= month AND day < month_end RETURNING *
        ), change AS (
            SELECT {KEY.replace(" day,", " '-infinity'::date,")}, -sum(n)::bigint AS n, -sum(weight) AS weight,
                -sum(total) AS total
            FROM gone GROUP BY {LESS_DAY}
        ), {ADD}
        SELECT array_agg(place) FROM put WHERE n = 0 INTO empty;
        DELETE FROM stats_cells WHERE ctid = ANY(empty);
        DELETE FROM stats_presence
        WHERE quarter >= month::timestamp AT TIME ZONE 'UTC' AND quarter < month_end::timestamp AT TIME ZONE 'UTC';
        EXECUTE format('DROP TABLE %I', partition);
        UPDATE stats_state SET version = version + 1, refreshed_at = statement_timestamp();
    END $$
    """,  # noqa: S608
)
FILL = (
    f"INSERT INTO stats_cells ({KEY}, n, weight, total) SELECT * FROM stats_cells_of_samples",  # noqa: S608
    f"""
    INSERT INTO stats_cells ({KEY}, n, weight, total)
    SELECT {KEY.replace(" day,", " '-infinity'::date,")}, sum(n)::bigint, sum(weight), sum(total)
    FROM stats_cells GROUP BY {LESS_DAY}
    """,  # noqa: S608
    "INSERT INTO stats_presence SELECT * FROM stats_presence_of_samples",
)
REBUILD = f"""
    CREATE PROCEDURE rebuild_stats() LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM stats_changes;
        DELETE FROM stats_cells;
        DELETE FROM stats_presence;
        {"; ".join(FILL)};
    END $$
"""  # noqa: S608
DOWN = (
    "DROP PROCEDURE rebuild_stats",
    "DROP FUNCTION drop_samples_partition, refresh_stats, fold_stats_changes",
    "DROP TRIGGER note_added ON samples",
    "DROP TRIGGER note_deleted ON samples",
    "DROP TRIGGER note_changed ON samples",
    "DROP FUNCTION note_samples_added, note_samples_deleted, note_samples_changed",
    "DROP VIEW stats_cells_of_samples, stats_presence_of_samples",
    "DROP TABLE stats_state, stats_presence, stats_cells, stats_changes",
    f"""
    CREATE VIEW stats_cells AS WITH by_day AS ({OF_SAMPLES})
    {WITH_ALL_DAYS.format(by_day="by_day")}
    """,
    f"CREATE VIEW stats_presence AS {PRESENCE.format(samples='samples')}",
)


def upgrade() -> None:
    """Make the tables, fill them from what is stored, and log every change from now on."""
    for statement in (*TABLES, *TRIGGERS, *FUNCTIONS, *FILL, REBUILD):
        op.execute(statement)


def downgrade() -> None:
    """Count anew each time, as before."""
    for statement in DOWN:
        op.execute(statement)
