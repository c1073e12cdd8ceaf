"""What samples say of speed and area, and the stats page's figures as views over samples, counted anew each time."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# One row for all that the figures need of a sample; `sign` is -1 where one has gone.
FACTS = """
    1 AS sign, account_id, session_id, captured_at, received_at, model_id, predicted,
    confidence_of(probabilities) AS confidence, label, label_source, reason, sampling_probability,
    inference_ms, total_ms, noise, device, fps, backend, area
"""
# The width of a bucket is 2 % of what is in it, so its middle is at most 1 % from everything in it.
LOG_BUCKET = "floor(ln(greatest({}::float8, 0.01)) / ln(1.02::float8))::integer"
# What a sample adds to, day by day, and to the sum of all days, which is kept as the day -infinity.
CELLS = f"""
    SELECT period.day, cell.kind, cell.model_id, cell.device, cell.label_source, cell.account_id, cell.a, cell.b,
        cell.bucket,
        sum(s.sign)::bigint AS n, sum(s.sign * cell.weight) AS weight, sum(s.sign * cell.total) AS total
    FROM ({{facts}}) AS s
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
    CROSS JOIN LATERAL (
        VALUES ((s.received_at AT TIME ZONE 'UTC')::date), ('-infinity'::date)
    ) AS period (day)
    WHERE
        cell.counts
    GROUP BY period.day, cell.kind, cell.model_id, cell.device, cell.label_source, cell.account_id, cell.a,
        cell.b, cell.bucket
"""  # noqa: S608 (made of the expression above only)
# Minutes with samples do not add up over batches, so they are counted anew for each person and quarter of an hour:
# all of them where model_id is empty, those of free use by model and device.
PRESENCE = """
    SELECT date_bin('15 minutes', received_at, '2000-01-01T00:00:00Z') AS quarter, account_id,
        coalesce(model_id, '') AS model_id, coalesce(device, '') AS device,
        CASE WHEN grouping(model_id) = 1 THEN count(DISTINCT date_trunc('minute', received_at, 'UTC'))
            ELSE count(DISTINCT date_trunc('minute', received_at, 'UTC')) FILTER (WHERE label_source = 'none')
        END::integer AS minutes,
        max(received_at) AS latest
    FROM samples s
    GROUP BY quarter, account_id, GROUPING SETS ((), (model_id, device))
"""

UP = (
    "ALTER TABLE samples ADD fps real, ADD backend text, ADD area real",
    """
    CREATE FUNCTION confidence_of(probabilities real[]) RETURNS real
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT max(p) FROM unnest(probabilities) AS p'
    """,
    # The worst mistakes without looking at every sample.
    """
    CREATE INDEX samples_wrong ON samples (confidence_of(probabilities) DESC, received_at DESC, sample_id)
    WHERE label_source <> 'none' AND predicted <> label
    """,
    # How many samples of each fate came on each day.
    "CREATE TABLE stats_received (day date, fate text, n bigint NOT NULL, PRIMARY KEY (day, fate))",
    f"CREATE VIEW stats_presence AS {PRESENCE}",
    f"CREATE VIEW stats_cells AS {CELLS.format(facts=f'SELECT {FACTS} FROM samples')}",  # noqa: S608 (all from above)
)
DOWN = (
    "DROP VIEW stats_cells, stats_presence",
    "DROP TABLE stats_received",
    "DROP INDEX samples_wrong",
    "DROP FUNCTION confidence_of",
    "ALTER TABLE samples DROP fps, DROP backend, DROP area",
)


def upgrade() -> None:
    """Add the columns and the views; what was stored before has none of the three."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for statement in DOWN:
        op.execute(statement)
