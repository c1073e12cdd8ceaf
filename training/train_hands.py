"""`just train-and-convert`: a model that sees the hand itself, from rendered hands or from people, published."""

import argparse
import contextlib
import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.backbone.crops import RENDERED, Crops, cut, rendered
from training.backbone.distil import BackboneConfig, distil
from training.backbone.eyes import TEACHER, Eyes, eyes_of, teacher
from training.backbone.frames import Frame, counted, read_licensed
from training.backbone.network import Backbone
from training.backbone.store import SHIPPED, Adapted, load_adapted, save_adapted
from training.command import add_selection, positive, read_selection
from training.data.sources import Selection, Source, validation_sources
from training.errors import DataError, RunError, TrainingError
from training.export.check import check_golden
from training.export.hand_card import write_hand_card
from training.export.hand_model import FINDER_SCORE, FINDER_SIDE, Networks, write_hand_model
from training.export.head_golden import choose_golden_hands
from training.head.base import SHIPPED_BASE, choose_base, load_base, refresh_base
from training.head.features import Views, look
from training.head.fit import HeadConfig
from training.head.metric import Metric, fit_metric
from training.head.train import calibrate, train_head
from training.labels import HAND_LABELS
from training.registry.publish import publish

ROOT: Final = Path(__file__).parent.parent
FALSE_ALARMS: Final = 0.02  # of `none`, decides the threshold
RENDERS: Final = 6000
PEOPLE_VIEWS, RENDERED_VIEWS = 4, 2  # how often each crop is seen
TINY: Final = BackboneConfig(batch=8, epochs=1, steps=2, ema=0.5)
TINY_HEAD: Final = HeadConfig(batch=32, epochs=10)  # enough that some hand is named with a lead, as golden answers are
DESCRIPTION: Final = """Makes a model that sees the hand itself, and publishes it. Without options the head is fitted on
rendered hands, by the backbone that is in the repository. --data has it learn from people. --backbone adapts the
backbone to the pictures first, which takes hours. --backbone --data-from-database adapts it to what people sent, and
publishes it if it is better: see that one's --help. --way silhouette makes a model of background mode instead: see its
own --help."""


@dataclass(frozen=True)
class Order:
    """What the command line asked for."""

    selection: Selection
    models: Path
    runs: Path
    resume: Path | None
    adapts: bool
    backbone: Path
    held_out: frozenset[str]
    teacher: Path
    renders: int
    seed: int
    processes: int
    tiny: bool


def make(order: Order) -> str:
    """Does what the order says; returns the id of the model that is now the current one of its way.

    Raises TrainingError; the registry then still names the model before it.
    """
    frames, sources = read_licensed(order.selection)
    adapted = _adapt(order, frames, sources) if order.adapts else load_adapted(order.backbone)
    eyes = eyes_of(adapted.backbone, FINDER_SIDE, FINDER_SCORE)
    views = _views(order, adapted.backbone, frames, eyes)
    config = replace(TINY_HEAD if order.tiny else HeadConfig(), seed=order.seed)
    # The backbone knows these people: what they say of their own gestures would be too sure of itself.
    known = {one["name"] for one in adapted.sources}
    fitted = train_head(views, config, FALSE_ALARMS, adapted.calibration if frames and known >= set(sources) else None)
    _say(f"Fitted: macro F1 {fitted.metrics['macro_f1']:.3f}, threshold {fitted.threshold:.2f}.")
    used = _sources_of(adapted, frames, sources, views)
    trained = {
        "data_digest": hashlib.sha256(views.features().tobytes()).hexdigest(),
        "sources": used,
        "people": sum(source.people for source in sources.values()),
        "metrics": fitted.metrics | {"temperature": round(fitted.temperature, 4)},
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        card = write_hand_card(used, fitted, len(views.hand))
        networks = Networks.of(adapted.backbone)
        golden = choose_golden_hands(views)
        metric = _metric(order, views)
        write_hand_model(folder, networks, fitted.head, golden, metric, order.seed, trained, fitted.threshold, card)
        check_golden(folder)
        if not order.tiny:
            _keep_base(order, adapted, views, folder)
        return publish(folder, order.models, f"fitted with a macro F1 of {fitted.metrics['macro_f1']:.3f}")


def _metric(order: Order, views: Views) -> Metric | None:
    """Of all people's poses that are known beside the backbone that ships; of `views` where it is another one."""
    try:
        return fit_metric(views if order.adapts or order.backbone != SHIPPED else load_base().views)
    except DataError as error:
        _say(f"This model will not tell people's own gestures apart. {error}")
        return None


def _keep_base(order: Order, adapted: Adapted, views: Views, folder: Path) -> None:
    """Writes base embeddings beside the backbone where there are none of it yet; `folder` is the model's."""
    held_out = adapted.calibration.metrics.get("held_out") or validation_sources(sorted(set(views.source.tolist())))
    digest = hashlib.sha256((folder / "backbone.bin").read_bytes()).hexdigest()
    path = order.backbone.with_name(SHIPPED_BASE.name)
    refresh_base(choose_base(views, frozenset(held_out), digest, order.seed), path)


def _views(order: Order, backbone: Backbone, frames: list[Frame], eyes: Eyes) -> Views:
    """What the backbone says of rendered hands, and of those of people where there are any."""
    drawn = rendered(order.seed, order.renders, list(HAND_LABELS), order.processes)
    renders = look(backbone, drawn, RENDERED_VIEWS, order.seed, "Looking at renders")
    if not frames:
        return renders
    labelled = [replace(one, points=None, left=None) for one in frames if one.label]
    crops = cut(labelled, eyes, order.seed, negatives=1)
    people = look(backbone, crops, 1 if order.tiny else PEOPLE_VIEWS, order.seed, "Looking at people")
    return people.and_those(renders)


def _adapt(order: Order, frames: list[Frame], sources: dict[str, Source]) -> Adapted:
    """A backbone for all frames; how sure its heads may be is measured by one that did not see some of the people."""
    if not frames:
        raise DataError("--backbone learns from pictures: name folders with --data.")
    held_out = order.held_out or validation_sources(sources)
    if not held_out or not held_out < set(sources):
        raise DataError(
            f"People must be held out, and others left: name some of {', '.join(sorted(sources))} with --hold-out."
        )
    run = order.resume or order.runs / f"backbone-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    _say(f"The run is {run}: --resume {run} goes on with it after an interruption.")
    config = replace(TINY if order.tiny else BackboneConfig(), seed=order.seed)
    crops = _crops(order, frames, run)
    held = np.isin(crops.source, sorted(held_out))
    if not held.any():
        raise DataError("No hand was found in the pictures of those held out: name others with --hold-out.")
    used = counted(frames, sources)
    judge = distil(crops.rows(~held), config, run / "held-out", crops.rows(held)).backbone
    views = look(judge, crops, 1 if order.tiny else PEOPLE_VIEWS, order.seed, "Looking at people held out")
    head = replace(TINY_HEAD if order.tiny else HeadConfig(), seed=order.seed)
    calibration = calibrate(views, np.isin(views.source, sorted(held_out)), head, FALSE_ALARMS)
    _say(f"On people held out: macro F1 {calibration.metrics['macro_f1']:.3f}, threshold {calibration.threshold:.2f}.")
    calibration.metrics["held_out"] = sorted(held_out & set(sources))
    everybody = distil(crops, config, run / "everybody").backbone
    adapted = Adapted(everybody, used, calibration)
    save_adapted(adapted, run / SHIPPED.name)
    if not order.tiny:
        save_adapted(adapted, order.backbone)
    return adapted


def _crops(order: Order, frames: list[Frame], run: Path) -> Crops:
    """All crops, and rendered ones; kept in the run's folder. Raises RunError."""
    path = run / "crops.npz"
    if path.is_file():
        return Crops.load(path)
    if order.resume is not None:
        raise RunError(f"{path} is missing: {run} is no run that was begun. Start anew without --resume.")
    run.mkdir(parents=True)
    people = cut(frames, teacher(order.teacher), order.seed)
    both = people.and_those(rendered(order.seed, order.renders, people.poses.tolist(), order.processes))
    incoming = path.with_suffix(".incoming.npz")
    both.save(incoming)
    incoming.rename(path)
    return both


def _sources_of(
    adapted: Adapted, frames: list[Frame], sources: dict[str, Source], views: Views
) -> list[dict[str, Any]]:
    """Everything that the model learned from: the head's own sources, then what only its backbone has seen."""
    own = counted(frames, sources)
    count = int(np.count_nonzero(views.exact & (views.source == RENDERED)))
    own.append({"name": RENDERED, "licence": "MIT (hand mesh)", "used_for": "training", "count": count})
    names = {one["name"] for one in own}
    return own + [one | {"used_for": "backbone"} for one in adapted.sources if one["name"] not in names]


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except TrainingError as error:
        sys.exit(f"just train-and-convert: {error}")
    except OSError as error:
        sys.exit(f"just train-and-convert: it stopped ({error}). Make room or mend the rights; nothing was published.")
    except KeyboardInterrupt:
        sys.exit("Interrupted; nothing was published. --backbone goes on with --resume and the run that it named.")


def parse(arguments: list[str], *, models: Path, runs: Path) -> Order:
    """Reads the arguments. Exits where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="just train-and-convert",
        description=DESCRIPTION,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--models", type=Path, default=models, help="the registry's folder")
    add("--seed", type=int, default=1, help="of everything random; costs nothing")
    add("--renders", type=positive, default=RENDERS, help="rendered hands; time grows in proportion")
    add("--processes", type=positive, default=2, help="that render at once; one per core")
    add_selection(parser)
    add("--backbone", action="store_true", dest="adapts", help="adapt the backbone to the pictures of --data first")
    add("--hold-out", default="", metavar="A,B", help="with --backbone: sources by which the threshold is chosen "
        "before all are learned from; a fifth of them by default")  # fmt: skip
    add("--teacher", type=Path, default=TEACHER, help="with --backbone: a published network that points out hands")
    add(
        "--weights", type=Path, default=SHIPPED, dest="backbone", help="the backbone's file, and where it is adapted to"
    )
    add("--runs", type=Path, default=runs, help="with --backbone: where the run's folder is made")
    add("--resume", type=Path, metavar="RUN", help="with --backbone: go on with an interrupted run's folder")
    add("--tiny", action="store_true", help="a useless model in seconds, to see that all works")
    options = vars(parser.parse_args(arguments))
    selection = read_selection(parser, options)
    held_out = frozenset(name.strip() for name in options.pop("hold_out").split(",") if name.strip())
    if options["tiny"]:
        options["renders"] = min(options["renders"], 120)
    if (held_out or options["resume"]) and not options["adapts"]:
        parser.error("--hold-out and --resume belong to --backbone")
    return Order(selection=selection, held_out=held_out, **options)


def main(arguments: list[str]) -> None:
    """The command line: see --help."""
    order = parse(arguments, models=ROOT / "converted_models", runs=ROOT / "runs")
    start = time.monotonic()
    with _in_words():
        model_id = make(order)
    _say(f"Published {model_id} in {order.models} after {time.monotonic() - start:.0f} s.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
