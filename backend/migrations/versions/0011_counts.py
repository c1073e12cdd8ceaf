"""Samples that agree in what they showed are counted together first, and each measure by itself, in half the time.

Before, each sample became sixteen rows of nine columns, most of them the same as those of the sample before.
"""

from importlib import import_module

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

rollups = import_module("backend.migrations.versions.0007_rollups")
shadow = import_module("backend.migrations.versions.0008_shadow")
minutes = import_module("backend.migrations.versions.0010_minutes")

# What the kinds of cells need of a change, each worked out once.
FACTS = """
    SELECT sign, model_id, (received_at AT TIME ZONE 'UTC')::date AS day, device, label_source, account_id, session_id,
        predicted, label, label_source <> 'none' AS told, label_source = 'none' AND reason = 'random' AS by_chance,
        predicted = label AS is_right, round(1 / sampling_probability::numeric, 6) AS weight,
        confidence::numeric AS confidence, coalesce(backend, '') AS backend, inference_ms, total_ms, fps, noise, area,
        extract(epoch FROM received_at - captured_at) AS delay_s,
        shadow_model_id, shadow_compared, shadow_disagreed, shadow_predicted
    FROM {changes} AS s
"""
AGREED = (
    "model_id, day, device, label_source, account_id, session_id, predicted, label, told, by_chance, is_right, weight"
)
# What was shown and said: few groups, as one person shows the same for a while.
SHOWN = f"""
    SELECT cell.kind, cell.model_id, s.day, cell.device, cell.label_source, cell.account_id, cell.a, cell.b, 0 AS
        bucket,
        sum(s.n)::bigint AS n, sum(s.n * cell.weight) AS weight, 0::numeric AS total
    FROM (SELECT {AGREED}, sum(sign) AS n FROM facts GROUP BY {AGREED}) AS s
    CROSS JOIN LATERAL (VALUES
        (true, 'received', s.model_id, s.device, '', 0::bigint, '', '', 0::numeric),
        (true, 'predicted', s.model_id, s.device, s.label_source, 0, s.predicted, '', 0),
        (true, 'session', '', '', '', s.account_id, s.session_id::text, '', 0),
        (s.by_chance, 'free', s.model_id, s.device, '', 0, s.predicted, '', s.weight),
        (s.told, 'told', s.model_id, s.device, s.label_source, 0, s.label, s.predicted, 0),
        (s.told, 'person', s.model_id, s.device, s.label_source, s.account_id, s.label,
            CASE WHEN s.is_right THEN 'right' ELSE 'missed' END,
                0),
        (s.told AND NOT s.is_right, 'person', s.model_id, s.device, s.label_source, s.account_id, s.predicted,
            'wrongly', 0)
    ) AS cell (counts, kind, model_id, device, label_source, account_id, a, b, weight)
    WHERE cell.counts
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""  # noqa: S608 (made of the expressions above only)


def _measured(
    kind: str, bucket: str, where: str = "true", *, label_source: str = "''", a: str = "''", b: str = "''",
    weight: str = "0", total: str = "0",
) -> str:  # fmt: skip
    """One kind of cell that nearly each sample has a bucket of its own in."""
    return f"""
        SELECT '{kind}', model_id, day, device, {label_source}, 0, {a}, {b}, {bucket},
            sum(sign)::bigint, sum(sign * {weight})::numeric, sum(sign * {total})::numeric
        FROM facts WHERE {where} GROUP BY 2, 3, 4, 5, 7, 8, 9
    """  # noqa: S608


LOG_BUCKET = rollups.LOG_BUCKET.format
KINDS = (
    SHOWN,
    _measured("inference", LOG_BUCKET("inference_ms"), a="backend"),
    _measured("answer", LOG_BUCKET("total_ms"), a="backend"),
    _measured("fps", LOG_BUCKET("fps"), "fps IS NOT NULL", a="backend"),
    _measured("delay", LOG_BUCKET("delay_s")),
    _measured(
        "noise", "floor(ln(greatest(noise::float8, 0.0001)) / ln(1.25::float8))::integer", "by_chance", weight="weight"
    ),
    _measured(
        "area", "least(floor(area::numeric * 50)::integer, 49)", "by_chance AND area IS NOT NULL", weight="weight"
    ),
    _measured(
        "confidence", "least(floor(confidence * 20)::integer, 19)", "by_chance OR told", label_source="label_source",
        b="CASE WHEN told THEN CASE WHEN is_right THEN 'right' ELSE 'wrong' END ELSE '' END",
        weight="weight", total="confidence",
    ),
    _measured(
        "compared", "0", "shadow_compared > 0", a="shadow_model_id", weight="shadow_compared", total="shadow_disagreed"
    ),
    _measured(
        "differed",
        "CASE label WHEN predicted THEN 1 WHEN shadow_predicted THEN 2 ELSE 3 END * told::integer",
        "shadow_predicted IS NOT NULL", label_source="label_source", a="shadow_model_id",
        b="predicted || ' ' || shadow_predicted",
    ),
)  # fmt: skip
BY_DAY = f"WITH facts AS MATERIALIZED ({FACTS}) {' UNION ALL '.join(KINDS)}"
BEFORE = minutes.BY_DAY.format(changes="taken")
OF_SAMPLES = f"(SELECT 1 AS sign, {shadow.OF_SAMPLE} FROM samples)"  # noqa: S608
VIEW_BEFORE = shadow.grown(rollups.OF_SAMPLES)


def upgrade() -> None:
    """Count so in the view and in the function that folds; the counts are the same."""
    op.execute(f"CREATE OR REPLACE VIEW stats_cells_of_samples AS {BY_DAY.format(changes=OF_SAMPLES)}")
    op.execute(minutes.FOLD.replace(BEFORE, BY_DAY.format(changes="taken")))


def downgrade() -> None:
    """Count as before."""
    op.execute(f"CREATE OR REPLACE VIEW stats_cells_of_samples AS {VIEW_BEFORE}")
    op.execute(minutes.FOLD)
