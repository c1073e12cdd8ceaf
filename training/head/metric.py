"""How far apart two hands are: what own gestures are told apart by.

A linear map of what the head is shown, after which one person's showing one pose again and again varies by about one
in each direction, and people's poses differ as much as they can (linear discriminant analysis). With it comes where
the poses are that it was fitted on: what is near to one of them has less room around it.
"""

import base64
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.backbone.crops import RENDERED
from training.errors import DataError
from training.head.features import Floats, Views

DIMENSIONS: Final = 40  # 32 … 77 are within .01 of each other's recall on people held out, 24 lose .03
SHRINKAGE: Final = 0.3  # of the variation within a pose towards that of each number alone; .1 … .5 are alike
SEEN_OFTEN: Final = 8  # views of a pose that speak for where it is
NAMELESS: Final = ("", "none")
_STEPS: Final = 127


@dataclass(frozen=True)
class Metric:
    """Features [n, F] times a kernel [F, D], whose columns are the eight-bit numbers `steps` times `scales` [D]."""

    steps: npt.NDArray[np.int8]
    scales: Floats
    poses: npt.NDArray[np.int8]  # [P, D], where people's poses are, on average, in steps of `pose_step`
    pose_step: float

    def project(self, features: Floats) -> Floats:
        """[n, D]; Euclidean distances between rows are how unlike the hands are."""
        return np.asarray(features @ (self.steps * self.scales), np.float32)

    def document(self) -> dict[str, Any]:
        """What head.json holds of it."""
        return {
            "kernel": base64.b64encode(self.steps.tobytes()).decode("ascii"),
            "scales": base64.b64encode(self.scales.astype("<f4").tobytes()).decode("ascii"),
            "poses": base64.b64encode(self.poses.tobytes()).decode("ascii"),
            "pose_step": self.pose_step,
        }


def fit_metric(views: Views) -> Metric:
    """Of the poses that people show, or of rendered ones where there are no people. Raises DataError."""
    named = views.rows(~np.isin(views.pose, NAMELESS) & (views.hand > 0))
    people = named.source != RENDERED
    named = named.rows(people) if people.any() else named
    features = named.features().astype(np.float64)
    groups = np.array([f"{source} {pose}" for source, pose in zip(named.source, named.pose, strict=True)])
    names, group, counts = np.unique(groups, return_inverse=True, return_counts=True)
    often = counts >= SEEN_OFTEN
    if often.sum() <= 1:
        raise DataError("A metric needs people who show several poses often: add pictures with poses, with --data.")
    means = np.zeros((len(names), features.shape[1]))
    np.add.at(means, group, features)
    means /= counts[:, None]
    weights = 1 / np.sqrt(counts[group])
    apart = (features - means[group]) * np.sqrt(weights / weights.sum())[:, None]
    within = apart.T @ apart
    within += np.diag(SHRINKAGE * np.diag(within) + 1e-6)
    people, poses = np.array([name.split(" ", 1) for name in names])[often].T
    shown = means[often]
    places = np.concatenate([shown[people == one] - shown[people == one].mean(0) for one in np.unique(people)])
    between = places.T @ places / len(places)
    inverse = np.linalg.inv(np.linalg.cholesky(within))
    _, vectors = np.linalg.eigh(inverse @ between @ inverse.T)
    kernel = inverse.T @ vectors[:, ::-1][:, :DIMENSIONS]
    scales = np.abs(kernel).max(0) / _STEPS
    steps = np.round(kernel / scales)
    known = np.stack([shown[poses == one].mean(0) for one in np.unique(poses)]) @ (steps * scales)
    pose_step = float(np.abs(known).max() / _STEPS)
    known = np.round(known / pose_step)
    return Metric(steps.astype(np.int8), scales.astype(np.float32), known.astype(np.int8), pose_step)
