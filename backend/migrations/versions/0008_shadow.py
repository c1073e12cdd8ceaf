"""What a challenger answered beside the champion: kept with samples, and counted for the stats page."""

from importlib import import_module

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

before = import_module("backend.migrations.versions.0007_rollups")

COLUMNS = {
    "shadow_model_id": "text",
    "shadow_compared": "integer",
    "shadow_disagreed": "integer",
    "shadow_predicted": "text",
}
NAMES = f"{before.NAMES}, {', '.join(COLUMNS)}"
OF_SAMPLE = f"{before.OF_SAMPLE}, {', '.join(COLUMNS)}"
LAST_CELL = """(d.told AND NOT d.is_right, 'person', s.model_id, s.device, s.label_source, s.account_id, s.predicted,
            'wrongly', 0, 0, 0)"""
# A sample holds what was counted since the one before, so that it goes when the sample goes.
CELLS = f"""{LAST_CELL},
        (s.shadow_compared > 0, 'compared', s.model_id, s.device, '', 0, s.shadow_model_id, '', 0,
            s.shadow_compared, s.shadow_disagreed),
        (s.shadow_predicted IS NOT NULL, 'differed', s.model_id, s.device, s.label_source, 0, s.shadow_model_id,
            s.predicted || ' ' || s.shadow_predicted,
            CASE s.label WHEN s.predicted THEN 1 WHEN s.shadow_predicted THEN 2 ELSE 3 END
                * (s.label_source <> 'none')::integer, 0, 0)"""


def grown(sql: str) -> str:
    """The same statement, of the columns that there are now too."""
    for old, new in ((before.OF_SAMPLE, OF_SAMPLE), (before.NAMES, NAMES), (LAST_CELL, CELLS)):
        sql = sql.replace(old, new)
    return sql


def replacing(sql: str) -> str:
    """The same statement, for a function or view that is there already."""
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace("CREATE VIEW", "CREATE OR REPLACE VIEW")


# All that names the columns of a change, or the cells that a sample counts in.
STATEMENTS = tuple(replacing(sql) for sql in (*before.TABLES, *before.TRIGGERS, *before.FUNCTIONS) if sql != grown(sql))


def upgrade() -> None:
    """Add the columns, to samples and to the log of their changes, and count them from now on."""
    for table in ("samples", "stats_changes"):
        op.execute(f"ALTER TABLE {table} {', '.join(f'ADD {name} {kind}' for name, kind in COLUMNS.items())}")
    op.execute("ALTER TABLE samples ADD shadow_probabilities real[]")
    for statement in STATEMENTS:
        op.execute(grown(statement))


def downgrade() -> None:
    """Forget what challengers answered."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("DELETE FROM stats_cells WHERE kind IN ('compared', 'differed')")
    dropped = ", ".join(f"DROP {name}" for name in COLUMNS)
    op.execute(f"ALTER TABLE stats_changes {dropped}")
    op.execute(f"ALTER TABLE samples {dropped}, DROP shadow_probabilities")
