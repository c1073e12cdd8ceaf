"""Every default of training background mode's network, with its reason."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from training.calibration import FrozenCalibration
from training.silhouette import Kind, NetworkInput, SilhouetteParameters


@dataclass(frozen=True)
class TrainingConfig:
    """One run. The same values on the same machine give the same model within the golden answers' tolerance."""

    seed: int = 1
    count: int = 24_000  # silhouettes; twice as many took twice the time for less than a point of macro F1
    validation_count: int = 3_000  # other seeds of the same generator: for the threshold and for early looks only
    real_count: int = 12_000  # real silhouettes with --data, balanced and varied: half as many as synthetic ones
    kind: Kind = "hand"  # what the network is shown: the square around the hand, not all of the guide box
    side: int = 64  # the network's input; the 128 of the background model, halved
    widths: tuple[int, ...] = (16, 32, 64, 88)  # 28 MFLOP and 287 kB as float16: the budget is 40 and 300
    dropout: float = 0.3
    epochs: int = 16  # four more than 12 brought a point of macro F1 on people, and cost a minute and a quarter
    batch: int = 128
    augmentation: float = 0.8  # share of inputs that are moved a little, anew in each epoch; the rest stay sharp
    ema: float = 0.05  # of all steps, over which weights are averaged: runs then differ less from each other
    learning_rate: float = 3e-3  # the peak of one cycle: a warm-up, then a cosine down
    weight_decay: float = 1e-3
    label_smoothing: float = 0.05  # keeps the probabilities from saturating, so that a threshold means something
    false_alarm_target: float = 0.02  # of `none` in validation, decides the threshold
    processes: int = 2
    frozen_calibration: FrozenCalibration | None = None  # of a model that held out people who are learned from now
    silhouette: SilhouetteParameters = field(default_factory=SilhouetteParameters)
    # Smoothing on the page: named as fast as people notice (200 ms), and a margin against flicker, chosen
    # with `just evaluate-steady`: see docs/decisions/0006-network.md.
    time_constant_ms: int = 133
    dwell_ms: int = 33
    enter: float = 0.65  # smoothed probability at which a gesture is named
    leave: float = 0.1  # and at which it is no longer, where nothing else is above `enter`

    @property
    def input(self) -> NetworkInput:
        """What the network is shown."""
        return NetworkInput(self.kind, self.side)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "TrainingConfig":
        """The configuration of a run's record. Raises TypeError or KeyError where a field is missing or unknown."""
        if set(values) != {known.name for known in dataclasses.fields(cls)}:
            raise KeyError(", ".join(sorted(set(values) ^ {known.name for known in dataclasses.fields(cls)})))
        frozen = values["frozen_calibration"]
        return cls(
            **values
            | {
                "widths": tuple(values["widths"]),
                "silhouette": SilhouetteParameters(**values["silhouette"]),
                "frozen_calibration": frozen and FrozenCalibration(**frozen | {"sources": tuple(frozen["sources"])}),
            }
        )


# A run that takes seconds: for tests of the pipeline, not for use.
TINY = TrainingConfig(
    count=480, validation_count=160, real_count=240, widths=(4, 8, 8, 8), epochs=2, batch=32, ema=0.2, processes=1
)
