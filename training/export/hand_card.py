"""The model card of a model that sees hands: what it learned from, and what it can and cannot do."""

from typing import Any

from training.head.train import Fitted
from training.labels import HAND_LABELS


def write_hand_card(sources: list[dict[str, Any]], fitted: Fitted, rows: int) -> str:
    """The text of MODEL_CARD.md; `sources` as the manifest lists them, `rows` of views that the head was fitted on."""
    metrics = fitted.metrics
    columns = ("name", "repository", "licence", "count", "used_for")
    table = "\n".join(f"| {' | '.join(str(one.get(column, '')) for column in columns)} |" for one in sources)
    held_out = metrics.get("held_out")
    of = f"people whom neither backbone nor head had seen ({', '.join(held_out)})" if held_out else "others, in turns"
    false_alarms = f"{100 * metrics['false_alarm_rate']:.1f} %"
    right = f"{100 * metrics['gestures_right_at_threshold']:.0f} %"
    scores = "\n".join(f"| {label} | {score:.3f} |" for label, score in metrics["f1"].items())
    return f"""# Model card: hand gestures from the camera's picture

Three networks that run in the browser, on the camera's own frames: a finder of hands (MediaPipe's palm_detection_lite,
Apache-2.0), a backbone that gives 21 points and an embedding of one hand (changed from MediaPipe's hand_landmark_lite,
Apache-2.0), and a head of two layers that names the gesture: {", ".join(HAND_LABELS)}.
No picture has to leave the device.

## Data

The head was fitted on {rows} views of hands. `backbone` marks what only the backbone has seen.

| source | from | licence | pictures | used for |
|---|---|---|---|---|
{table}

## Figures

Of {metrics["n"]} pictures of {of}: macro F1 {metrics["macro_f1"]:.3f}, accuracy {metrics["accuracy"]:.3f}. At the
threshold of {fitted.threshold:.2f}, {false_alarms} of `none` is named a gesture, and {right} of the gestures are named
rightly.

| label | F1 |
|---|---|
{scores}

## Use and limits

Made for naming seven gestures that a person shows to their own camera on purpose, as input to a page or a game. Not
made for recognising people, sign language, or anything where a mistake harms somebody. A thumb that points at the
camera, fingers hidden behind a palm, gloves, and hands smaller than a tenth of the picture are named less surely.
`just evaluate` measures it on a folder of pictures of people it never saw.
"""
