"""Adapts the champion's backbone further, to pictures of people who allow it, and fits a head to it: a challenger.

What learns are the pictures of people's samples, those of licensed folders, and rendered hands. Pictures stay in
memory; a run that was interrupted collects them anew, and goes on where they are the same.
"""

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.backbone.crops import Crops, cut, rendered
from training.backbone.distil import BackboneConfig, distil
from training.backbone.eyes import teacher
from training.backbone.frames import Frame, counted, read_licensed
from training.backbone.network import Backbone
from training.backbone.store import SHIPPED, Adapted, Calibration, load_adapted, save_adapted
from training.data.sources import Selection, Source, validation_sources
from training.errors import DataError, TooLittleError
from training.export.hand_model import Networks, write_hand_model
from training.export.head_golden import choose_golden_hands
from training.export.new_head import CARD, with_section
from training.head.base import SHIPPED_BASE, Base, save_base
from training.head.carry import without_pictures
from training.head.features import Views
from training.head.hand_numbers import TURN
from training.head.metric import Metric, fit_metric
from training.head.published import read_head
from training.registry.manifest import HandManifest, read_hand_manifest
from training.registry.publish import current_model
from training.retrain.base import base_of, folder_of, known_hands
from training.retrain.collect import Collected, collect_pictures
from training.retrain.fit import Champion, Fitted, Lesson, TrainConfig, fit_challenger, judges_among
from training.retrain.gate import BASE_SET, OF_BACKBONE, PEOPLE_SET
from training.retrain.gate_rules import Answers, Trial
from training.retrain.ground import Ground, ground_of, lesson_of, look_at_renders
from training.retrain.progress import ProgressReporter
from training.retrain.sightings import frame_of, in_crops, in_samples, said, taken_for_hands
from training.retrain.train import (
    MODEL,
    RECORD,
    facts_of,
    incoming_challenger,
    is_made_of,
    trained_record,
    trusted_rows,
    views_in,
)
from training.retrain.trials import TRIALS, save_trials
from training.retrain.workspace import Workspace

# From weights that know hands, gently and not for long.
FURTHER: Final = BackboneConfig(epochs=20, learning_rate=2e-4)
TINY: Final = BackboneConfig(batch=8, epochs=1, steps=2, ema=0.5, learning_rate=1e-5)
BEGUN: Final = "begun.json"


@dataclass(frozen=True)
class Order:
    """What the command line asked for."""

    selection: Selection
    teacher: Path
    least: int
    renders: int
    processes: int
    seed: int
    tiny: bool


def make_adapted(workspace: Workspace, reporter: ProgressReporter, order: Order) -> None:
    """Makes the challenger, or leaves the one that is made of the same. Raises TrainingError."""
    champion = current_model(workspace.models, "hand")
    published, manifest = read_head(champion), read_hand_manifest(champion)
    base = base_of(published.backbone, workspace)
    start = load_adapted(folder_of(published.backbone, workspace) / SHIPPED.name)
    frames, sources = read_licensed(order.selection)
    if not frames:
        reporter.report("warning", "Without --data nobody says what faces and arms look like, which are no hands: the "
            "gate asks about drawn rooms alone.")  # fmt: skip
    licensed, config = counted(frames, sources), replace(TINY if order.tiny else FURTHER, seed=order.seed)
    made_of = {"champion": champion.name, "licensed": licensed, "renders": order.renders, "config": asdict(config)}
    collected = _collect(workspace, reporter, order, made_of)
    snapshot = collected.snapshot
    made_of["snapshot"] = snapshot.digest
    if is_made_of(workspace.challenger, made_of):
        reporter.report("kept", "The challenger of this snapshot is there already.")
        return
    trusted, noisy = trusted_rows(snapshot, published.head, reporter)
    everybody = views_in(snapshot)
    learned = everybody.rows(trusted)
    samples = [collected.samples[row] for row in np.flatnonzero(trusted)]
    shown = [frame_of(one, str(who), turn) for one, who, turn in zip(
        samples, learned.source, learned.turn, strict=True)]  # fmt: skip
    ground = ground_of(
        _crops(order, [*frames, *shown]), validation_sources(sources), without_pictures(base, set(sources))
    )
    before = Champion(
        published.head.probabilities(learned.features()),
        np.concatenate(
            [
                said(champion, in_crops(champion, ground.kept)),
                published.head.probabilities(known_hands(ground.carried).features()),
            ]
        ),
    )
    first, last = _adapted(workspace, reporter, config, start.backbone, ground.crops, learned.source)
    networks = Networks.of(last)
    drawn_before = look_at_renders(start.backbone, ground, order.seed)
    alone, lesson = (
        lesson_of(order.seed, backbone, ground, samples, learned, drawn_before) for backbone in (first, last)
    )
    fitted = fit_challenger(alone, lesson, before, manifest, TrainConfig(seed=order.seed))

    people = len(np.unique(learned.source))
    trained = _with_licensed(trained_record(manifest, snapshot, people, len(samples), fitted), licensed, sources)
    card = with_section(
        (champion / CARD).read_text(encoding="utf-8"), "Learned here", _card(snapshot.digest, people, fitted, sources)
    )
    with incoming_challenger(workspace) as incoming:
        golden, metric = choose_golden_hands(lesson.base), _metric(lesson.base, reporter)
        model = incoming / MODEL
        write_hand_model(model, networks, fitted.head, golden, metric, order.seed, trained, fitted.threshold, card)
        _keep(incoming / OF_BACKBONE, last, lesson, read_head(model).backbone, ground, fitted, trained["sources"])
        save_trials(
            incoming / TRIALS, _trials(champion, model, collected, ground.kept, lesson, before, manifest, fitted)
        )
        nothing = {
            "squares": len(ground.nothing.hand),
            "champion": taken_for_hands(champion, ground.nothing),
            "challenger": taken_for_hands(model, ground.nothing),
        }
        facts = facts_of(manifest, snapshot, people, noisy, fitted) | {"nothing": nothing}
        (incoming / RECORD).write_text(json.dumps(made_of | facts, indent=2) + "\n")
    shutil.rmtree(workspace.adapting, ignore_errors=True)
    made = read_hand_manifest(workspace.challenger / MODEL)
    reporter.report("trained", "The challenger is trained.", challenger=made.id, **facts)


def _collect(workspace: Workspace, reporter: ProgressReporter, order: Order, made_of: dict[str, Any]) -> Collected:
    """The samples of a run that was begun, where nobody has taken any back since, or else all that there are now."""
    path = workspace.adapting / BEGUN
    begun = _begun(path)
    if begun is not None:
        with contextlib.suppress(TooLittleError):
            collected = collect_pictures(workspace, reporter, order.least, datetime.fromisoformat(begun.pop("until")))
            if begun == made_of | {"snapshot": collected.snapshot.digest}:
                reporter.report("going on", "Going on with the run that was interrupted.")
                return collected
        reporter.report("anew", "Somebody took samples back, or the command is another: the run begins anew.")
    shutil.rmtree(workspace.adapting, ignore_errors=True)
    collected = collect_pictures(workspace, reporter, order.least)
    workspace.adapting.mkdir()
    until = collected.snapshot.newest_at.isoformat()
    path.write_text(json.dumps(made_of | {"snapshot": collected.snapshot.digest, "until": until}))
    return collected


def _begun(path: Path) -> dict[str, Any] | None:
    """What a run that was interrupted is made of; None where none was, or where it ended while it wrote that."""
    try:
        begun: dict[str, Any] = json.loads(path.read_text())
        datetime.fromisoformat(begun["until"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return begun


def _adapted(
    workspace: Workspace,
    reporter: ProgressReporter,
    config: BackboneConfig,
    start: Backbone,
    crops: Crops,
    people: npt.NDArray[np.str_],
) -> tuple[Backbone, Backbone]:
    """One that has not seen those of the `people` who judge how sure a head may be, and one that has seen everybody."""
    judges = np.unique(people[judges_among(people)])
    others = crops.rows(~np.isin(crops.source, judges))
    reporter.report("adapting", f"Adapting a backbone to {len(others.hand)} crops, without {len(judges)} people …")
    first = distil(others, config, workspace.adapting / "held-out", start=start).backbone
    reporter.report("adapting", f"Adapting the backbone to {len(crops.hand)} crops, of everybody …")
    return first, distil(crops, config, workspace.adapting / "everybody", start=start).backbone


def _crops(order: Order, frames: list[Frame]) -> Crops:
    """Of all hands that are learned from, of what is beside them, and rendered ones."""
    crops = cut(frames, teacher(order.teacher), order.seed)
    return crops.and_those(rendered(order.seed, order.renders, crops.poses.tolist(), order.processes, negatives=1))


def _trials(
    champion: Path,
    challenger: Path,
    collected: Collected,
    kept: Crops,
    lesson: Lesson,
    before: Champion,
    manifest: HandManifest,
    fitted: Fitted,
) -> list[Trial]:
    """Both models' answers to the same pictures of people held out, and to what stays known: crops, then carried ones.

    What there is a picture of is seen on wasm.
    """
    snapshot, rows = collected.snapshot, np.flatnonzero(collected.snapshot.of_side(held_out=True))
    answers = []
    if len(rows):
        hands, samples = snapshot.hands[rows], [collected.samples[row] for row in rows]
        old = said(champion, hands)
        now = said(challenger, in_samples(challenger, samples, hands[:, TURN]))
        answers.append((PEOPLE_SET, snapshot.labels[rows], old, now))
    carried = fitted.head.probabilities(lesson.kept.rows(np.arange(len(kept.hand), len(lesson.kept.hand))).features())
    now = np.concatenate([said(challenger, in_crops(challenger, kept)), carried])
    answers.append((BASE_SET, lesson.kept.allowed.argmax(1).astype(np.int64), before.kept, now))
    return [
        Trial(name, true, Answers(old, manifest.threshold), Answers(new, fitted.threshold))
        for name, true, old, new in answers
    ]


def _keep(
    folder: Path,
    backbone: Backbone,
    lesson: Lesson,
    digest: str,
    ground: Ground,
    fitted: Fitted,
    sources: list[dict[str, Any]],
) -> None:
    """Writes weights and base embeddings of the new backbone for the heads, and the backbones, that come after it."""
    folder.mkdir()
    held = np.isin(lesson.base.source, sorted(ground.held_out))
    held[len(held) - len(ground.carried.validation) :] = ground.carried.validation
    save_base(Base(lesson.base, held, digest), folder / SHIPPED_BASE.name)
    calibration = Calibration(fitted.metrics["temperature"], fitted.threshold, fitted.metrics)
    save_adapted(Adapted(backbone, sources, calibration), folder / SHIPPED.name)


def _metric(base: Views, reporter: ProgressReporter) -> Metric | None:
    try:
        return fit_metric(base)
    except DataError as error:
        reporter.report("warning", f"This model will not tell people's own gestures apart. {error}")
        return None


def _with_licensed(
    trained: dict[str, Any], licensed: list[dict[str, Any]], sources: dict[str, Source]
) -> dict[str, Any]:
    """The manifest's record with licensed sources that the champion had not learned from."""
    known = {one["name"] for one in trained["sources"]}
    new = [one for one in licensed if one["name"] not in known]
    people = sum(sources[one["name"]].people for one in new)
    return trained | {"sources": [*new, *trained["sources"]], "people": trained["people"] + people}


def _card(digest: str, people: int, fitted: Fitted, sources: dict[str, Source]) -> list[str]:
    figures = fitted.metrics["learned_here"]
    measured = (
        f"Of {figures['n']} pictures of people whom a first run had not seen, macro F1 is {figures['macro_f1']:.3f}."
        if figures
        else "Too few people were there to measure it on some of them."
    )
    return [
        f"The backbone was adapted further to pictures of {people} people of this site, who allow it (snapshot "
        f"{digest[:12]}), of {len(sources)} licensed sources and of rendered hands; the head was fitted anew. The "
        f"figures above are those of the model that it comes from. {measured} Its threshold is {fitted.threshold:.2f}.",
    ]
