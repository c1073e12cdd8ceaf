"""Distils the teacher's points, and people's labels, into the backbone.

Written in Keras' own operations, so that it runs on whatever backend Keras has (KERAS_BACKEND: TensorFlow on our
machines, JAX where there is a graphics card).
"""

import dataclasses
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.backbone.augment import Augment
from training.backbone.crops import EITHER_PALM, Crops
from training.backbone.network import POINTS, Backbone
from training.labels import HAND_LABELS

OPEN, CLOSED = HAND_LABELS.index("open_palm"), HAND_LABELS.index("closed_palm")
HIDDEN: Final = 48  # of the head that is trained beside the backbone
WEIGHTS: Final = "backbone.weights.h5"


@dataclass(frozen=True)
class BackboneConfig:
    """One run, with each default's reason."""

    side: int = 128  # pixels: docs/decisions/0025-hand-network.md compares sides
    embedding: int = 64
    seed: int = 1
    batch: int = 256
    epochs: int = 75  # 30 were .2 points of macro F1 worse on people held out
    steps: int = 60  # of an epoch, after which the run can be gone on with
    negatives: float = 0.25  # share of a batch that shows no hand
    learning_rate: float = 1e-3  # the peak of one cycle: a warm-up, then a cosine down
    weight_decay: float = 1e-3
    ema: float = 0.998  # of the weights, which is what is kept
    points_weight: float = 20.0
    depth_weight: float = 0.3  # of z, beside x and y
    gesture_weight: float = 0.6
    pose_weight: float = 0.3
    presence_weight: float = 0.5
    side_weight: float = 0.15
    label_smoothing: float = 0.05


class Distiller(keras.Model):  # type: ignore[misc]  # Keras has no types
    """The backbone with what it is trained by: varied crops, a head for gestures and one for every pose with a name."""

    def __init__(self, config: BackboneConfig, poses: int) -> None:
        """`poses` is the number of names."""
        super().__init__(name="distiller")
        self.config = config
        self.backbone = Backbone(config.side, config.embedding)
        self.network = self.backbone.network
        self.augment = Augment(config.side, config.seed)
        self.hidden = keras.layers.Dense(HIDDEN, activation="relu", name="hidden")
        self.gesture = keras.layers.Dense(len(HAND_LABELS), name="gesture")
        self.pose = keras.layers.Dense(max(poses, 1), name="pose")  # a head for nothing has one output all the same
        self.drop = keras.layers.Dropout(0.2, seed=config.seed)
        self.build_heads()

    def build_heads(self) -> None:
        """Makes all weights, so that they can be saved and restored before a first step."""
        self.hidden.build((None, self.config.embedding + 3))
        self.gesture.build((None, HIDDEN))
        self.pose.build((None, self.config.embedding))
        self.built = True

    def call(self, crops: dict[str, Any], training: bool = False) -> dict[str, Any]:
        """What the networks say of the crops, and what is true of the pictures that they were shown."""
        shown = self.augment(
            crops["pixels"], crops["points"], crops["turn"], crops["left"], crops["hand"], varied=training
        )
        found = self.network(shown["picture"], training=training)
        embedding = self.drop(found["embedding"], training=training)
        side = ops.stop_gradient(ops.sigmoid(found["left"]))
        hidden = self.hidden(ops.concatenate([embedding, shown["turn"], side], -1))
        return {
            **found,
            "gesture": self.gesture(self.drop(hidden, training=training)),
            "pose": self.pose(embedding),
            "true_points": ops.reshape(shown["points"], (-1, 3 * POINTS)),
            "true_left": shown["left"],
            "turn": shown["turn"],
        }

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """The sum of all losses; crops without a hand count for presence only."""
        config = self.config
        hand = y["hand"]
        hands = ops.sum(hand) + 1e-6
        wide = ops.reshape(ops.abs(y_pred["points"] - y_pred["true_points"]), (-1, POINTS, 3))
        off = ops.mean(wide * ops.array([1.0, 1.0, config.depth_weight]), (1, 2))
        loss = config.points_weight * ops.sum(off * hand) / hands
        presence = _binary(hand, y_pred["presence"][:, 0])
        loss = loss + config.presence_weight * ops.mean(presence)
        sided = hand * ops.cast(ops.abs(y_pred["true_left"][:, 0] - 0.5) > 0.25, "float32")
        loss = loss + config.side_weight * ops.sum(sided * _binary(y_pred["true_left"][:, 0], y_pred["left"][:, 0])) / (
            ops.sum(sided) + 1e-6
        )
        loss = loss + config.gesture_weight * self._cross_entropy(y_pred["gesture"], y["label"])
        loss = loss + config.pose_weight * self._cross_entropy(y_pred["pose"], y["pose"])
        return loss

    def _cross_entropy(self, logits: Any, labels: Any) -> Any:
        """Mean over what has a label; either palm is right where only that is known."""
        count = logits.shape[-1]
        known = ops.cast(labels >= 0, "float32")
        target = ops.one_hot(ops.maximum(labels, 0), count)
        smooth = self.config.label_smoothing
        target = target * (1 - smooth) + smooth / count
        log = ops.log_softmax(logits, -1)
        losses = -ops.sum(target * log, -1) * known
        if count == len(HAND_LABELS):
            either = ops.cast(labels == EITHER_PALM, "float32")
            losses = losses - either * ops.logsumexp(ops.stack([log[:, OPEN], log[:, CLOSED]], -1), -1)
            known = known + either
        return ops.sum(losses) / (ops.sum(known) + 1e-6)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    """Random batches: sources and labels that have fewer pictures are drawn more often than their share."""

    def __init__(self, crops: Crops, config: BackboneConfig) -> None:
        """`crops` stay as they are."""
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=8)
        self._crops, self._config = crops, config
        hands = crops.hand > 0
        self._hands, self._others = np.flatnonzero(hands), np.flatnonzero(~hands)
        groups = [
            f"{source} {pose} {label}"
            for source, pose, label in zip(crops.source, crops.pose, crops.label, strict=True)
        ]
        self._chances = _chances([groups[i] for i in self._hands], [int(crops.label[i]) for i in self._hands])
        self._epoch = 0

    def __len__(self) -> int:
        """Steps of an epoch."""
        return self._config.steps

    def on_epoch_end(self) -> None:
        """Other batches in the next epoch."""
        self._epoch += 1

    def __getitem__(self, index: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """One batch: crops, and what is known of them."""
        config = self._config
        random = np.random.default_rng([config.seed, self._epoch, index])
        negatives = round(config.negatives * config.batch) if len(self._others) else 0
        chosen = np.concatenate(
            [
                random.choice(self._hands, config.batch - negatives, p=self._chances),
                random.choice(self._others, negatives) if negatives else np.empty(0, np.int64),
            ]
        )
        random.shuffle(chosen)
        return batch_of(self._crops, chosen)


def batch_of(crops: Crops, chosen: npt.NDArray[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows `chosen`: what the distiller is shown, and what its answers are compared with."""
    shown = {
        "pixels": crops.pixels[chosen],
        "points": crops.points[chosen],
        "turn": crops.turn[chosen],
        "left": crops.left[chosen, None],
        "hand": crops.hand[chosen],
    }
    return shown, {"label": crops.label[chosen], "pose": crops.pose[chosen], "hand": crops.hand[chosen]}


def distil(
    crops: Crops,
    config: BackboneConfig,
    folder: Path,
    validation: Crops | None = None,
    start: Backbone | None = None,
) -> Distiller:
    """Trains in `folder`, where an interrupted run goes on; the network's weights are the averaged ones.

    It starts from the published weights, or from those of `start`. A run that came to its end is not trained again: its
    network is read, without the heads beside it.
    """
    keras.utils.set_random_seed(config.seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(dataclasses.asdict(config), indent=1))
    model = Distiller(config, len(crops.poses))
    if (folder / WEIGHTS).is_file():
        model.network.load_weights(folder / WEIGHTS)
        return model
    if start is not None:
        model.network.set_weights(start.network.get_weights())
    total = config.epochs * config.steps
    rate = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 20,
        total - total // 20,
        warmup_target=config.learning_rate,
        warmup_steps=total // 20,
        alpha=0.005,
    )
    model.compile(
        keras.optimizers.AdamW(
            rate,
            weight_decay=config.weight_decay,
            global_clipnorm=1.0,
            use_ema=True,
            ema_momentum=config.ema,
        )
    )
    model.optimizer.build(model.trainable_variables)  # else the first step would make it, and be traced twice
    progress = Progress(folder / "log.jsonl")
    backup = keras.callbacks.BackupAndRestore(str(folder / "backup"), delete_checkpoint=True)
    model.fit(Batches(crops, config), epochs=config.epochs, verbose=0, callbacks=[backup, progress])
    if validation is not None:
        progress.note(measure(model, validation))
    incoming = folder / f"incoming-{WEIGHTS}"
    model.network.save_weights(incoming)
    incoming.rename(folder / WEIGHTS)  # whole or not at all: whoever resumes takes it for finished
    return model


class Progress(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Writes a line of JSON for each epoch, and prints it."""

    def __init__(self, path: Path) -> None:
        """Appends to the file at `path`."""
        super().__init__()
        self._path = path

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Notes the loss."""
        self.note({"epoch": epoch + 1, **{name: round(float(value), 4) for name, value in (logs or {}).items()}})

    def note(self, values: dict[str, Any]) -> None:
        """Notes values."""
        line = json.dumps(values)
        with self._path.open("a") as file:
            file.write(line + "\n")
        print(line, flush=True)  # noqa: T201


def answers(model: Distiller, crops: Crops, batch: int = 256) -> dict[str, npt.NDArray[np.float32]]:
    """What the networks say of crops as they are."""
    found: dict[str, list[Any]] = {}
    for start in range(0, len(crops.hand), batch):
        rows = np.arange(start, min(start + batch, len(crops.hand)))
        shown, _ = batch_of(crops, np.resize(rows, batch))  # one shape, compiled once
        for name, value in model.predict_on_batch(shown).items():
            found.setdefault(name, []).append(np.asarray(value)[: len(rows)])
    return {name: np.concatenate(values) for name, values in found.items()}


def measure(model: Distiller, crops: Crops) -> dict[str, Any]:
    """Error of the points in shares of the side, presence right, macro F1 of the gestures."""
    found = answers(model, crops)
    hands = crops.hand > 0
    off = np.abs(found["points"] - found["true_points"]).reshape(-1, POINTS, 3)[hands, :, :2].mean()
    said = found["gesture"].argmax(1)
    known = crops.label >= 0
    scores = []
    for label in range(len(HAND_LABELS)):
        true, mine = crops.label[known] == label, said[known] == label
        both = int(np.sum(true & mine))
        if true.any():
            scores.append(2 * both / (int(true.sum()) + int(mine.sum())))
    right = (found["presence"][:, 0] > 0) == hands
    return {
        "points_off": round(float(off), 5),
        "presence_right": round(float(right[hands].mean()), 4),
        "absence_right": round(float(right[~hands].mean()), 4) if (~hands).any() else None,
        "accuracy": round(float(np.mean(said[known] == crops.label[known])), 4),
        "macro_f1": round(float(np.mean(scores)), 4),
        "f1": [round(score, 3) for score in scores],
    }


def _chances(groups: list[str], labels: list[int]) -> npt.NDArray[np.float64]:
    """A group is drawn as often as the root of its size, then labels are made alike by their own root."""
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[inverse])
    for label in set(labels):
        rows = np.array(labels) == label
        weights[rows] /= math.sqrt(float(weights[rows].sum()))
    return np.asarray(weights / weights.sum(), np.float64)


def _binary(true: Any, logit: Any) -> Any:
    return ops.maximum(logit, 0) - logit * true + ops.log1p(ops.exp(-ops.abs(logit)))
