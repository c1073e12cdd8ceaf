"""What is kept without a picture is called shapes: silhouettes, and points of a hand, whose samples have no noise."""

from importlib import import_module

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

before = import_module("backend.migrations.versions.0011_counts")

# Only the noise is counted of all that were taken by chance; the area was always of those alone that have one.
ALL_BY_CHANCE = "WHERE by_chance GROUP BY"
WITH_NOISE = "WHERE by_chance AND noise IS NOT NULL GROUP BY"
VIEW = f"CREATE OR REPLACE VIEW stats_cells_of_samples AS {before.BY_DAY.format(changes=before.OF_SAMPLES)}"
FOLD = before.minutes.FOLD.replace(before.BEFORE, before.BY_DAY.format(changes="taken"))


def _levels(known: str) -> str:
    return f"ALTER TABLE consents ADD CONSTRAINT consents_level_check CHECK (level IN ('nothing', '{known}', 'photos'))"


def upgrade() -> None:
    """Rename the level in every choice that was ever made, and count the noise of what has one."""
    op.execute("ALTER TABLE consents DROP CONSTRAINT consents_level_check")
    op.execute("UPDATE consents SET level = 'shapes' WHERE level = 'silhouettes'")
    op.execute(_levels("shapes"))
    op.execute("ALTER TABLE samples ALTER noise DROP NOT NULL")
    for statement in (VIEW, FOLD):
        op.execute(statement.replace(ALL_BY_CHANCE, WITH_NOISE))


def downgrade() -> None:
    """Call it silhouettes, and delete samples without a noise, which an older server cannot read."""
    op.execute(
        """
        WITH gone AS (DELETE FROM samples WHERE noise IS NULL RETURNING sample_id)
        UPDATE sample_ids SET deleted = true FROM gone WHERE sample_ids.sample_id = gone.sample_id
        """
    )
    op.execute(f"SELECT pg_advisory_xact_lock({before.rollups.LOCK})")
    op.execute("SELECT fold_stats_changes(NULL)")  # while it is still known what has no noise
    for statement in (VIEW, FOLD):
        op.execute(statement)
    op.execute("ALTER TABLE samples ALTER noise SET NOT NULL")
    op.execute("ALTER TABLE consents DROP CONSTRAINT consents_level_check")
    op.execute("UPDATE consents SET level = 'silhouettes' WHERE level = 'shapes'")
    op.execute(_levels("silhouettes"))
