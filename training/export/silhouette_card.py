"""The model card of a model of background mode, with a picture of its worst mistakes.

Both lie beside the model and are listed in its manifest. Nothing in them depends on the time or the machine, so that
equal models have equal cards.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.charts import encode_png, tile
from training.config import TrainingConfig
from training.data.prepare import Prepared
from training.labels import LABELS
from training.metrics import Indices, Probabilities, confusion_counts

CARD, PICTURE = "MODEL_CARD.md", "failures.png"
LARGEST_PICTURE = 40_000  # bytes
SHOWN = 24
COLUMNS = 6


_SHOWN = {
    "silhouette": "the guide box's silhouette",
    "hand": "the square around the hand in the guide box's silhouette",
}


def write_card(
    folder: Path,
    config: TrainingConfig,
    data: Prepared,
    probabilities: Probabilities,
    facts: dict[str, Any],
) -> None:
    """Writes the card, and the picture where something failed. `facts`: metrics, threshold, flops, bytes.

    The picture shows synthetic silhouettes only: what real people showed to a camera is not handed on. Raises OSError.
    """
    own = slice(0, data.synthetic_validation)
    true, said = data.validation.labels[own], probabilities[own]
    wrong = worst_first(true, said)
    if len(wrong):
        (folder / PICTURE).write_bytes(_draw(data.validation.pictures[own], true, said, wrong))
    (folder / CARD).write_text(_text(config, data, facts, _confusions(true, said), bool(len(wrong))), encoding="utf-8")


def worst_first(true: Indices, probabilities: Probabilities) -> npt.NDArray[np.int64]:
    """Indices of the wrong answers, the most confident first."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != true)
    return wrong[np.argsort(-probabilities[wrong].max(axis=1), kind="stable")].astype(np.int64)


def _draw(pictures: npt.NDArray[np.uint8], true: Indices, said: Probabilities, wrong: npt.NDArray[np.int64]) -> bytes:
    """As many of the worst as fit into LARGEST_PICTURE."""
    for count in range(SHOWN, 0, -COLUMNS):
        shown = wrong[:count].tolist()
        captions = [f"{_short(true[i])}>{_short(said[i].argmax())} {said[i].max():.2f}" for i in shown]
        data = encode_png(tile([pictures[i, :, :, 0] for i in shown], captions, COLUMNS))
        if len(data) <= LARGEST_PICTURE:
            return data
    return encode_png(tile([], [], COLUMNS))


def _short(index: "int | np.integer[Any]") -> str:
    return {"thumbs_up": "th", "l": "l", "fist": "fi", "open_palm": "op", "closed_palm": "cl"}.get(LABELS[index], "no")


def _confusions(true: Indices, said: Probabilities, most: int = 6) -> list[str]:
    counts = confusion_counts(true, said.argmax(axis=1).astype(np.int64))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(counts, 0)
    np.fill_diagonal(shares, 0)
    order = np.argsort(-shares, axis=None, kind="stable")[:most]
    pairs = [(int(cell) // len(LABELS), int(cell) % len(LABELS)) for cell in order]
    return [f"- {LABELS[t]} taken for {LABELS[p]}: {100 * shares[t, p]:.1f} %" for t, p in pairs if counts[t, p]]


def _text(config: TrainingConfig, data: Prepared, facts: dict[str, Any], confusions: list[str], drawn: bool) -> str:
    metrics = facts["metrics"]
    labels = ", ".join(LABELS)
    sections = [
        f"""# Model card: hand gestures from silhouettes

A small convolutional network that names the gesture in a silhouette: {labels}. It runs in the browser, on what
background subtraction leaves of the camera's picture; no picture has to leave the device.

- input: {config.side}×{config.side} pixels, one byte each, of {_SHOWN[config.kind]}; one hand, upright
- output: a probability for each label; below {facts["threshold"]:.2f} a gesture is not to be trusted
- cost: {facts["flops"] / 1e6:.1f} MFLOP an inference, {facts["bytes"]:,} bytes with float16 weights; milliseconds
  depend on the device: `just bench-browser` measures them""",
        _data_section(config, data),
        _metrics_section(metrics),
        "## Known failures\n\nOn synthetic silhouettes that were not trained on:\n\n"
        + ("\n".join(confusions) or "- none was seen")
        + (
            "\n\nThe most confident mistakes (true > said, probability; th thumbs_up, fi fist, op open_palm, cl "
            f"closed_palm, no none):\n\n![mistakes]({PICTURE})"
            if drawn
            else ""
        ),
        """## Use and limits

Made for naming five gestures that a person shows to their own camera on purpose, as input to a page or a game. Not
made for recognising people, sign language, or anything where a mistake harms somebody. Expect it to fail where the
silhouette fails: a moving background, a hand of the background's colour, hard shadows, a light switched on. Two
hands, a hand upside down, and fingers that point at the camera are outside of what it learned. Figures on validation
are not figures on strangers: `just evaluate` measures those on a folder of real silhouettes.""",
    ]
    return "\n\n".join(sections) + "\n"


def _data_section(config: TrainingConfig, data: Prepared) -> str:
    columns = ("name", "repository", "licence", "count", "used_for")
    rows = [f"| {' | '.join(str(source.get(column, '')) for column in columns)} |" for source in data.sources]
    people = f"{data.people} people" if data.people else "Nobody's pictures: synthetic hands only"
    return "\n".join(
        [
            "## Data",
            "",
            f"Trained on {len(data.training.labels)} silhouettes (seed {config.seed}). {people}. Sources are trained "
            "on or validated on, never both.",
            "",
            "| source | from | licence | silhouettes | used for |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def _metrics_section(metrics: dict[str, Any]) -> str:
    recalls = [f"| {label} | {100 * recall:.1f} % |" for label, recall in metrics["recall"].items()]
    before = metrics.get("calibrated_by")
    lines = [
        "## Figures",
        "",
        f"Validated on {metrics['n']} {metrics['validated_on']}: macro F1 {metrics['macro_f1']:.3f}; "
        f"{100 * metrics['false_alarm_rate']:.1f} % of none is named a gesture at the threshold.",
        f"Expected calibration error (15 bins): {metrics['ece']:.3f}, before calibration "
        f"{metrics['ece_before']:.3f} (temperature {metrics['temperature']:.2f}).",
        *(
            [
                f"Temperature and threshold are those of {before['model']}, the same recipe without some of the "
                f"people here: on those and on synthetic silhouettes its macro F1 was {before['macro_f1']:.3f}, on "
                f"those alone {before['real_macro_f1']:.3f}."
            ]
            if before
            else []
        ),
        "",
        "| gesture | recall |",
        "|---|---|",
        *recalls,
    ]
    if "real" in metrics:
        real = metrics["real"]
        lines += ["", f"Of these, {real['n']} are real: macro F1 {real['macro_f1']:.3f}, ECE {real['ece']:.3f}."]
    return "\n".join(lines)
