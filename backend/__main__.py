"""The server's command line: `python -m backend COMMAND`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from backend.api import print_document
from backend.demo.command import DemoError, demo_data
from backend.learning.export_labels import ExportError, export_labels
from backend.logs import visible
from backend.metrics import MetricsError
from backend.migrations.apply import MigrationError
from backend.models.commands import compare_models, list_models, promote, roll_back, shadow
from backend.models.document import WAYS
from backend.models.publish import PublishError
from backend.operations.backup import BackupError, backup, restore
from backend.operations.create_admin import CreateAdminError, create_admin
from backend.operations.maintenance import MaintenanceError, migrate_database, prune, reset
from backend.postgres.embedded import EmbeddedPostgresError
from backend.serve import MOST_WORKERS, ServeError, serve
from backend.settings import SettingsError
from backend.stats.rollups import RebuildError, rebuild_stats

# What ends a command with its own words; anything else is a defect and shows where it happened.
_SAID: Final = (
    SettingsError,
    ServeError,
    MetricsError,
    CreateAdminError,
    DemoError,
    ExportError,
    MaintenanceError,
    BackupError,
    EmbeddedPostgresError,
    MigrationError,
    PublishError,
    RebuildError,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it ended well, 1 with a message on stderr when it could not, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m backend",
        description="The server of the hand gesture recognition.",
        epilog="Its settings are environment variables: see docs/operations.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve the pages, the models and the API until stopped")
    how = serving.add_mutually_exclusive_group()
    how.add_argument("--reload", action="store_true", help="start again whenever a file of the server changes")
    how.add_argument(
        "--workers",
        type=int,
        default=1,
        choices=range(1, MOST_WORKERS + 1),
        metavar="N",
        help=f"answer with N processes, 1 (the default) to {MOST_WORKERS}",
    )
    serving.set_defaults(run=lambda options: serve(reload=options.reload, workers=options.workers))
    appointing = commands.add_parser(
        "create-admin",
        help="make the administrator, or give it another password",
        description="Asks for the password; where nobody can be asked, it is the first line of stdin.",
    )
    appointing.add_argument("name", help="the administrator's name, one that nobody has registered yet")
    appointing.set_defaults(run=lambda options: create_admin(options.name))
    migrating = commands.add_parser(
        "migrate", help="make the tables or bring them up to date, as serve does at its start"
    )
    migrating.set_defaults(run=lambda _: migrate_database())
    backing_up = commands.add_parser("backup", help="write everything to one file; the server may run on")
    backing_up.add_argument("file", type=Path, help="a new file")
    backing_up.set_defaults(run=lambda options: backup(options.file))
    restoring = commands.add_parser("restore", help="fill an empty database from such a file")
    restoring.add_argument("file", type=Path, help="what backup wrote")
    restoring.set_defaults(run=lambda options: restore(options.file))
    rebuilding = commands.add_parser("rebuild-stats", help="make the stats page's figures anew; the server may run on")
    rebuilding.set_defaults(run=lambda _: rebuild_stats())
    exporting = commands.add_parser(
        "export-labels",
        help="write what is known of labelled samples, but no pictures or names, to a Parquet file for a notebook",
    )
    exporting.add_argument("file", type=Path, help="a new file")
    exporting.set_defaults(run=lambda options: export_labels(options.file))
    resetting = commands.add_parser("reset", help="delete everything: accounts, samples and pictures")
    resetting.add_argument("--yes", action="store_true", help="do not ask")
    resetting.set_defaults(run=lambda options: reset(yes=options.yes))
    pruning = commands.add_parser(
        "prune", help="delete what is over: ended sessions, and samples older than RETENTION_DAYS"
    )
    pruning.set_defaults(run=lambda _: prune())
    demo = commands.add_parser(
        "demo-data",
        help="add made-up people with three months of samples, to look at the stats page, or take them away",
        description="The people are called Demo 01 and so on, and nobody can log in as one of them.",
    )
    demo.add_argument("--remove", action="store_true", help="only delete the made-up people and their samples")
    demo.add_argument("--seed", type=int, default=1, metavar="N", help="another number makes other people (default: 1)")
    demo.add_argument("--yes", action="store_true", help="also where real people have accounts")
    demo.set_defaults(run=lambda options: demo_data(seed=options.seed, yes=options.yes, remove=options.remove))
    documenting = commands.add_parser("openapi", help="print the document of the API, in OpenAPI 3.1")
    documenting.add_argument("--markdown", action="store_true", help="as docs/http.md, for people")
    documenting.set_defaults(run=lambda options: print_document(markdown=options.markdown))
    _add_model_commands(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except _SAID as error:
        print(visible(str(error)), file=sys.stderr)  # noqa: T201
        return 1
    except EOFError:
        print("There was no answer, and nothing was done. Run the command again.", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _add_model_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = commands.add_parser("models", help="list the models, the best first, and every switch with its reason")
    listing.set_defaults(run=lambda _: list_models())
    comparing = commands.add_parser("compare-models", help="print the figures of two models beside each other")
    comparing.add_argument("one")
    comparing.add_argument("other")
    comparing.set_defaults(run=lambda options: compare_models(options.one, options.other))
    promoting = commands.add_parser("promote", help="make a model the one of its way that every page runs")
    promoting.add_argument("id", help="one of those that `models` lists")
    promoting.add_argument("--why", required=True, help="for the history")
    promoting.set_defaults(run=lambda options: promote(options.id, options.why))
    going_back = commands.add_parser("roll-back", help="go back to the model before a way's current one")
    going_back.add_argument("--way", choices=WAYS, default=WAYS[0], help="from frame to gesture (default: %(default)s)")
    going_back.add_argument("--why", required=True, help="for the history")
    going_back.set_defaults(run=lambda options: roll_back(options.way, options.why))
    shadowing = commands.add_parser(
        "shadow",
        help="have another head answer beside the current model of hands, unseen, for people who allow it",
    )
    which = shadowing.add_mutually_exclusive_group(required=True)
    which.add_argument("model", nargs="?", help="one of those that `models` lists, or the folder of a finished model")
    which.add_argument("--none", action="store_true", help="compare nothing any more")
    shadowing.add_argument("--why", required=True, help="for the history")
    shadowing.set_defaults(run=lambda options: shadow(options.model, options.why))


if __name__ == "__main__":
    sys.exit(main())
