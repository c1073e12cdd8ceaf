"""`python -m training.retrain.collect`: takes a snapshot of the samples that may be learned from.

Only hands whose owner labelled what they show and allows that samples are kept now. Who was in it is noted in the
database before anything learns from it.
"""

import argparse
import asyncio
import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.database import Database
from backend.http.errors import AppError
from backend.learning import people, records
from backend.learning.samples import LabelledSample, labelled_samples
from backend.migrations.apply import MigrationError, migrate
from backend.postgres.address import database_for_command
from backend.postgres.embedded import EmbeddedPostgresError
from backend.settings import Settings, SettingsError
from training.errors import DataError, RunError, TooLittleError, TrainingError
from training.head.features import Floats
from training.head.published import models_on, read_head
from training.registry.publish import current_model
from training.retrain.filter import Kept, filter_samples
from training.retrain.hands import hands_of
from training.retrain.progress import ProgressReporter
from training.retrain.snapshot import Person, Snapshot, in_order, write_snapshot
from training.retrain.workspace import Workspace, add_workspace_options, open_workspace

LEAST_NEW = 100  # samples since the last decision: fewer change no model


@dataclass(frozen=True)
class Collected:
    """A snapshot, and the samples that it is of, in its order."""

    snapshot: Snapshot
    samples: list[LabelledSample]


def collect(workspace: Workspace, reporter: ProgressReporter, least_new: int = LEAST_NEW) -> Snapshot:
    """Writes the snapshot and notes who is in it. Raises TooLittleError, or another TrainingError."""

    def demand(_: int, new: int) -> None:
        if new < max(least_new, 1):
            raise TooLittleError(
                f"There are {new} new samples since the last decision, and {least_new} are asked for: nothing was done."
            )

    return _collected(workspace, reporter, demand, pictured=False).snapshot


def collect_pictures(
    workspace: Workspace, reporter: ProgressReporter, least: int, until: datetime | None = None
) -> Collected:
    """The same of samples with a picture, in which the champion's backbone sees each hand anew; they keep theirs.

    Of samples that were received after `until` nothing is taken. Raises TooLittleError where they are fewer than
    `least`, or another TrainingError.
    """

    def demand(kept: int, _: int) -> None:
        if kept < max(least, 1):
            raise TooLittleError(
                f"There are {kept} samples with a picture that may be learned from, and {least} are asked for: nothing "
                "was done."
            )

    return _collected(workspace, reporter, demand, pictured=True, until=until)


def _collected(
    workspace: Workspace,
    reporter: ProgressReporter,
    demand: Callable[[int, int], None],
    *,
    pictured: bool,
    until: datetime | None = None,
) -> Collected:
    champion = current_model(workspace.models, "hand")
    try:
        with database_for_command(Settings.from_environment(os.environ)) as url:
            asyncio.run(migrate(url))
            return asyncio.run(_collect(url, workspace, reporter, champion, demand, pictured, until))
    except AppError as error:
        raise DataError(error.detail) from error
    except (SettingsError, EmbeddedPostgresError, MigrationError) as error:
        raise DataError(str(error)) from error
    except OSError as error:
        raise RunError(f"{workspace.snapshots} cannot be written ({error}): make room or mend the rights.") from error


async def _collect(
    url: str,
    workspace: Workspace,
    reporter: ProgressReporter,
    champion: Path,
    demand: Callable[[int, int], None],
    pictured: bool,
    until: datetime | None,
) -> Collected:
    database = Database(url)
    await database.connect()
    try:
        key = await records.key(database)
        backbone = read_head(champion).backbone
        stored = [] if pictured else models_on(backbone, workspace.models)
        found = labelled_samples(database, stored)
        samples = [sample async for sample in found if until is None or sample.received_at <= until]
        since = await records.judged_until(database)
        kept, left_out = _by_person(samples, hands_of(samples, frozenset(stored), champion), key)
        new = sum(since is None or one.sample.received_at > since for _, own in kept for one in own)
        reporter.report("found", f"{len(samples)} samples may be learned from, {new} of those kept are new.", new=new)
        demand(sum(len(own) for _, own in kept), new)
        snapshot = write_snapshot(workspace.snapshots, kept, left_out, backbone)
        members = [records.Member(person.name, person.held_out, len(own)) for person, own in kept if own]
        await records.add_snapshot(database, snapshot.digest, datetime.now(UTC), snapshot.newest_at, members)
    finally:
        await database.disconnect()
    held_out = sum(person.held_out for person in snapshot.persons)
    reporter.report(
        "collected",
        f"Snapshot {snapshot.digest[:12]}: {len(snapshot.labels)} samples of {len(snapshot.persons)} people, "
        f"{held_out} of them held out; left out {dict(left_out) or 'none'}.",
        snapshot=snapshot.digest,
        samples=len(snapshot.labels),
        people=len(snapshot.persons),
        held_out=held_out,
        left_out=dict(left_out),
    )
    return Collected(snapshot, [one.sample for _, own in in_order(kept) for one in own])


def _by_person(
    samples: list[LabelledSample], hands: list[Floats | str], key: bytes
) -> tuple[list[tuple[Person, list[Kept]]], Counter[str]]:
    """Accounts come one after another; two of one name key cannot be."""
    kept, left_out = [], Counter[str]()
    both = zip(samples, hands, strict=True)
    for name_key, own in itertools.groupby(both, lambda one: one[0].name_key):
        fit, unfit = filter_samples(own)
        kept.append((Person(people.pseudonym(key, name_key), people.is_held_out(key, name_key)), fit))
        left_out += unfit
    return kept, left_out


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="python -m training.retrain.collect", description=__doc__)
    add_workspace_options(parser)
    parser.add_argument("--least-new", type=int, default=LEAST_NEW, help="new samples below which nothing is done")
    options = parser.parse_args()
    reporter = ProgressReporter(as_json=options.json)
    try:
        with open_workspace(options) as workspace:
            collect(workspace, reporter, options.least_new)
    except TrainingError as error:
        sys.exit(reporter.end(error))


if __name__ == "__main__":
    main()
