"""The command line of training background mode, and the options that choose real data."""

import argparse
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.calibration import FrozenCalibration, frozen_calibration
from training.config import TINY, TrainingConfig
from training.data.sources import Selection
from training.errors import TrainingError

DESCRIPTION = """Renders synthetic hands, trains, converts and publishes a model; the registry is switched last.
Without options nothing but this repository is needed."""


@dataclass(frozen=True)
class Order:
    """What to do: go on with the run `resume`, or start one."""

    config: TrainingConfig
    selection: Selection
    models: Path
    runs: Path
    resume: Path | None


def parse(arguments: list[str], *, models: Path, runs: Path) -> Order:
    """Reads the arguments; `models` and `runs` are the defaults of these folders. Exits where they make no sense."""
    default = TrainingConfig()
    parser = argparse.ArgumentParser(
        prog="just train-and-convert --way silhouette",
        description=DESCRIPTION,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--models", type=Path, default=models, help="the registry's folder")
    add("--runs", type=Path, default=runs, help="where the run's folder is made; disk grows with --count")
    add("--resume", type=Path, metavar="RUN", help="go on with an interrupted run's folder; other options are its own")
    add("--seed", type=int, default=default.seed, help="of everything random; costs nothing")
    add("--count", type=positive, default=default.count, help="synthetic silhouettes; time grows in proportion")
    add("--epochs", type=positive, default=default.epochs, help="passes; training time is in proportion")
    add("--learning-rate", type=float, default=default.learning_rate, help="lower if it diverges; costs nothing")
    add(
        "--processes",
        type=positive,
        default=default.processes,
        help="that render at once; one per core, memory grows with each",
    )
    add("--real-count", type=positive, default=default.real_count, help="real silhouettes after balancing, with --data")
    add_selection(parser)
    add("--refit", metavar="MODEL", help="learn also from the people that this model of the registry was validated on, "
        "with its temperature and threshold; else give its options; costs nothing more")  # fmt: skip
    add("--tiny", action="store_true", help="a useless model in seconds, to see that all works")
    options = vars(parser.parse_args(arguments))
    places = {name: options.pop(name) for name in ("models", "runs", "resume")}
    selection = read_selection(parser, options)
    tiny = options.pop("tiny")
    options["frozen_calibration"] = _read_frozen(parser, options.pop("refit"), places["models"], selection)
    kept = {name: options[name] for name in ("seed", "frozen_calibration")}
    config = dataclasses.replace(TINY, **kept) if tiny else dataclasses.replace(default, **options)
    return Order(config, selection, **places)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Adds the options that choose real data."""
    add = parser.add_argument
    add("--data", type=Path, action="append", metavar="DIR", help="real silhouettes too (repeatable): index.csv or "
        "class folders, with licences in sources.csv; training time grows with --real-count")  # fmt: skip
    add("--only-sources", type=_names, metavar="A,B", help="of the real data; costs nothing")
    add("--without-sources", type=_names, metavar="A,B", help="of the real data; costs nothing")


def read_selection(parser: argparse.ArgumentParser, options: dict[str, Any]) -> Selection:
    """Takes the choice of real data out of the parsed options. Exits where they make no sense."""
    only, without = options.pop("only_sources"), options.pop("without_sources")
    selection = Selection(tuple(options.pop("data") or ()), only or frozenset(), without or frozenset())
    if (only or without) and not selection.folders:
        parser.error("--only-sources and --without-sources choose from the folders given with --data")
    return selection


def _read_frozen(
    parser: argparse.ArgumentParser, model: str | None, models: Path, selection: Selection
) -> FrozenCalibration | None:
    if model is None:
        return None
    if not selection.folders:
        parser.error("--refit learns from the people of the folders given with --data")
    try:
        return frozen_calibration(models / model)
    except TrainingError as error:
        parser.error(f"--refit: {error}")


def positive(text: str) -> int:
    """A whole number above 0; for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())
