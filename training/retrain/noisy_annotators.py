"""Finds people whose labels agree with nobody.

A person is left out of training when both the champion's head and the nearest hands of the other people, by what the
head is shown of them, call most of their samples something else, and the others agree well among themselves. New hands
that the champion gets wrong agree with each other, so they stay; labels that one person has swapped agree with nobody.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.head.features import Floats
from training.head.fit import Head

NEIGHBOURS = 5
FEWEST_OTHERS = 4  # people to compare with; with fewer nobody is left out, and the gate alone stands guard
FEWEST_SAMPLES = 12  # of a person, to say anything about them
SELDOM = 1 / 3  # agreement below this is twice what chance gives
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Agreement:
    """Shares of one person's samples whose label the champion, and the others' nearest hands, say too."""

    person: int
    champion: float
    others: float


def noisy_annotators(champion: Head, features: Floats, labels: Indices, people: Indices) -> list[int]:
    """The people (their indices) to leave out; features [n, F] as the head is shown them, labels and people [n]."""
    said = np.asarray(champion.logits(features).argmax(axis=1), np.int64)
    return outliers(agreements(_directions(features), said, labels, people))


def agreements(seen: Floats, said: Indices, labels: Indices, people: Indices) -> list[Agreement]:
    """Of everybody with enough samples. `seen` [n, features] are unit vectors, `said` [n] the champion's answers."""
    counts = np.bincount(people) if len(people) else np.zeros(0, np.int64)
    enough = np.flatnonzero(counts >= FEWEST_SAMPLES)
    return [
        Agreement(
            int(person),
            float(np.mean((said == labels)[people == person])),
            float(np.mean(_neighbours_say(seen, labels, people == person) == labels[people == person])),
        )
        for person in enough
        if np.count_nonzero(people != person) >= NEIGHBOURS
    ]


def outliers(found: list[Agreement]) -> list[int]:
    """Those who agree with nobody, where the others agree with each other."""
    if len(found) <= FEWEST_OTHERS:
        return []
    alone = []
    for one in found:
        usual = float(np.median([other.others for other in found if other is not one]))
        if one.champion < SELDOM and one.others < SELDOM and one.others < usual / 2:
            alone.append(one.person)
    return alone


def _directions(features: Floats) -> Floats:
    """Each row from the middle of all, every number counting alike, at length 1."""
    if not len(features):
        return features
    apart = (features - features.mean(0)) / (features.std(0) + 1e-6)
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9), np.float32)


def _neighbours_say(seen: Floats, labels: Indices, own: npt.NDArray[np.bool_]) -> Indices:
    """The most frequent label of each own hand's nearest ones of other people."""
    nearness = seen[own] @ seen[~own].T
    nearest = np.argpartition(-nearness, min(NEIGHBOURS, nearness.shape[1]) - 1, axis=1)[:, :NEIGHBOURS]
    votes = labels[~own][nearest]
    return np.array([np.bincount(row).argmax() for row in votes], np.int64)
