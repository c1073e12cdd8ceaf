"""The people of the demo data, with their hands, devices and habits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backend.accounts.schemas import Level
from backend.demo.hands import Hand

PEOPLE: Final = 40
SHARING_PHOTOS: Final = 9  # so many of them allow pictures: only those may be among the worst mistakes
LATEST: Final = 22.5  # hour of the day at which anybody likes to come


@dataclass(frozen=True)
class Device:
    """What a sample says of where it was taken: milliseconds of an inference in the middle, frames a second."""

    name: str
    backend: str
    inference_ms: float
    fps: float


_BACKEND: Final = "WebAssembly with SIMD"
DEVICES: Final = (
    Device("Chromium, Linux", _BACKEND, 1.1, 30),
    Device("Edge, Windows", _BACKEND, 1.6, 30),
    Device("Firefox, Windows", _BACKEND, 2.4, 30),
    Device("Safari, macOS", _BACKEND, 0.9, 30),
    Device("Safari, iOS", _BACKEND, 2.1, 30),
    Device("Chromium, Android", _BACKEND, 6.5, 22),
)


@dataclass(frozen=True)
class Person:
    """One of the made-up people: `skill` moves how often the model is right, `eager` and `hour` say when they come.

    `light` is the mean luma of their pictures.
    """

    name: str
    level: Level
    hand: Hand
    devices: tuple[Device, ...]
    skill: float
    eager: float
    hour: float
    light: float


def people(rng: np.random.Generator) -> list[Person]:
    """Return all of them, each with one or two devices."""
    return [_person(number, rng) for number in range(1, PEOPLE + 1)]


def _person(number: int, rng: np.random.Generator) -> Person:
    first = DEVICES[(number - 1) % len(DEVICES)]
    others = [device for device in DEVICES if device is not first]
    second = others[int(rng.integers(len(others)))]
    return Person(
        name=f"Demo {number:02}",
        level="photos" if number <= SHARING_PHOTOS else "shapes",
        hand=Hand(rng.normal(0, 8), 0.85 if number % 8 == 0 else 0.15),
        devices=(first, second) if rng.random() < 0.6 else (first,),
        skill=rng.normal(0, 0.02),
        eager=rng.uniform(0.05, 0.3),
        hour=rng.uniform(2, LATEST),
        light=float(np.clip(rng.normal(0.45, 0.12), 0.2, 0.8)),
    )
