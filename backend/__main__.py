"""The server's command line: `python -m backend COMMAND`; arguments in, an exit status out."""

from __future__ import annotations

import argparse
import sys

from backend.create_admin import CreateAdminError, create_admin
from backend.embedded_postgres import EmbeddedPostgresError
from backend.migrations.apply import MigrationError
from backend.serve import ServeError, serve
from backend.settings import SettingsError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it ended well, 1 with a message on stderr when it could not."""
    parser = argparse.ArgumentParser(
        prog="python -m backend",
        description="The server of the hand gesture recognition.",
        epilog="Its settings are environment variables: see docs/operations.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve the pages, the models and the API until stopped")
    serving.add_argument("--reload", action="store_true", help="start again whenever a file of the server changes")
    serving.set_defaults(run=lambda options: serve(reload=options.reload))
    appointing = commands.add_parser(
        "create-admin",
        help="make the administrator, or give it another password",
        description="Asks for the password; where nobody can be asked, it is the first line of stdin.",
    )
    appointing.add_argument("name", help="the administrator's name, one that nobody has registered yet")
    appointing.set_defaults(run=lambda options: create_admin(options.name))
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except (SettingsError, ServeError, CreateAdminError, EmbeddedPostgresError, MigrationError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
