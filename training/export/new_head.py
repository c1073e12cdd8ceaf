"""The folder of a model that is another one with a new head: its networks byte for byte, and what the head changes."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.errors import ConversionError
from training.export.check import unpacked
from training.export.hand_golden import TOLERANCE, is_clear
from training.export.hand_model import head_document
from training.head.features import Floats
from training.head.fit import Head
from training.head.hand_numbers import features_of
from training.head.published import FILE as HEAD
from training.head.published import read_head
from training.kernel import Square
from training.labels import HAND_LABELS
from training.registry.manifest import NAME, commit, identify, list_files, read_hand_manifest
from training.registry.recogniser import look_at_squares

CARD: Final = "MODEL_CARD.md"


def write_with_head(
    folder: Path, of: Path, head: Head, threshold: float, seed: int, trained: dict[str, Any], card: str
) -> None:
    """Writes the model in `of` with another head; `trained` is the manifest's record, `card` what people read.

    Raises TrainingError.
    """
    manifest = read_hand_manifest(of).raw
    before = read_head(of)
    folder.mkdir(parents=True, exist_ok=True)
    anew = {manifest["head"], manifest["golden"], CARD}
    for file in manifest["files"]:
        if file["path"] not in anew:
            shutil.copyfile(of / file["path"], folder / file["path"])
    document = before.document | head_document(head, of / manifest["backbone"]["weights"], before.golden)
    (folder / HEAD).write_text(json.dumps(document))
    (folder / manifest["golden"]).write_text(json.dumps(_golden(of, manifest["golden"], head)))
    (folder / CARD).write_text(card, encoding="utf-8")
    files = list_files(folder)
    changed = {
        "id": identify(files),
        "thresholds": {"gesture": threshold},
        "files": files,
        "trained": {"commit": commit(), "seed": seed, **trained},
    }
    write_manifest(folder, manifest | changed)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Writes manifest.json without spaces: each page fetches it."""
    (folder / NAME).write_text(json.dumps(manifest, separators=(",", ":")) + "\n")


def _golden(of: Path, name: str, head: Head) -> dict[str, Any]:
    """golden.json with what the head says of the same squares; frames that it does not name clearly are left out."""
    golden: dict[str, Any] = json.loads((of / name).read_text())
    with_hands = [case for case in golden["cases"] if case["hands"]]
    seen, _ = look_at_squares(
        ((unpacked(case), Square(**hand["square"])) for case in with_hands for hand in case["hands"]), of
    )
    said = iter(head.probabilities(features_of(seen)))
    cases = [case for case in golden["cases"] if not case["hands"]]
    for case in with_hands:
        hands = [_named(hand, next(said)) for hand in case["hands"]]
        if all(is_clear(np.array(hand["probabilities"])) for hand in hands):
            cases.append(case | {"hands": hands})
    if not any(case["hands"] for case in cases):
        raise ConversionError("The new head names no golden frame clearly: there can be no golden answer.")
    return {"tolerance": TOLERANCE, "cases": cases}


def _named(hand: dict[str, Any], probabilities: Floats) -> dict[str, Any]:
    return hand | {
        "label": HAND_LABELS[int(probabilities.argmax())],
        "probabilities": [round(float(one), 6) for one in probabilities],
    }


def with_section(card: str, title: str, lines: Sequence[str]) -> str:
    """A card's text with a section at its end, in the place of an older one of that title and all that follows it."""
    kept = card.split(f"\n## {title}\n")[0].rstrip("\n")
    return "\n".join([kept, "", f"## {title}", "", *lines]) + "\n"
