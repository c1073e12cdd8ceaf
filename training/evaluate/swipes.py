"""`just evaluate-swipes`: swipes and waves that the page names in made paths, and in films where nobody swipes.

A made path is that of an open hand which rests, moves and rests: fast and straight to one side (a swipe), to and fro (a
wave), or otherwise (it comes, leaves, drifts, grows, closes). Distance, speed, direction, frames a second, tremble and
lost frames are drawn by a seed. What follows the hands of a film, and what names their paths, is the page's own
TypeScript (web/src/evaluate/).
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.errors import DataError, TrainingError
from training.evaluate.model import ROOT
from training.registry.publish import current_model
from training.registry.recogniser import follow_hands, run_program
from training.silhouette import Picture

Floats = npt.NDArray[np.float64]
Random = np.random.Generator
Film = list[dict[str, Any]]  # frames as web/src/evaluate/swipes.ts reads them

MOVEMENTS: Final = ("swipe-left", "swipe-right", "swipe-up", "swipe-down", "wave")
# In the unmirrored frame; the page names what its person sees in the mirror.
TOWARD: Final = {"swipe-left": (1, 0), "swipe-right": (-1, 0), "swipe-up": (0, -1), "swipe-down": (0, 1)}
QUIET: Final = ("drift", "come", "leave", "gesture", "reach", "aside", "tremble", "fist")
FRAME: Final = (640, 480)
STEP_MS: Final = 1000 / 30


def open_hand() -> Floats:
    """21 × (x, y, z) of an upright open hand, in palms from the middle of the palm; y is down."""
    points = np.zeros((21, 3))
    points[0] = (0, 0.6, 0)
    points[1:5] = [(-0.3, 0.35, 0), (-0.55, 0.1, 0), (-0.7, -0.15, 0), (-0.85, -0.35, 0)]
    for finger, (x, lengths) in enumerate(((-0.35, 1.0), (-0.05, 1.1), (0.2, 1.0), (0.42, 0.8))):
        base = np.array([x, -0.4 + 0.08 * abs(finger - 1), 0])
        for joint, share in enumerate((0, 0.5, 0.8, 1.0)):
            points[5 + 4 * finger + joint] = base + np.array([0.25 * x * share, -lengths * share, 0])
    return points


def fist() -> Floats:
    """The same hand with its fingers in the palm."""
    points = open_hand()
    for finger in range(4):
        base = points[5 + 4 * finger]
        for joint, (up, near) in enumerate(((0, 0), (-0.2, -0.3), (0.15, -0.3), (0.3, -0.15))):
            points[5 + 4 * finger + joint] = base + np.array([0, up, near])
    return points


@dataclass(frozen=True)
class Made:
    """A made film and what is to be named in it; None: nothing."""

    film: Film
    wanted: str | None
    kind: str


def eased(share: Floats) -> Floats:
    """From 0 to 1 as arms move: with the least jerk."""
    t = np.clip(share, 0, 1)
    return np.asarray(10 * t**3 - 15 * t**4 + 6 * t**5)


def make(kind: str, random: Random) -> Made:
    """A film of one of MOVEMENTS or QUIET."""
    fps = float(random.choice([15, 20, 24, 30, 60]))
    times = np.arange(0, 3600, 1000 / fps) + random.uniform(0, 1000 / fps)
    places, shapes, seen = np.zeros((len(times), 2)), np.zeros(len(times)), np.ones(len(times), bool)
    start, wanted = random.uniform(700, 1000), kind if kind in MOVEMENTS else None
    if kind in TOWARD:
        length, took = random.uniform(1.8, 4.0), random.uniform(150, 450)
        places = swipe(times, np.array(TOWARD[kind], float), start, length, took, random)
    elif kind == "wave":
        period, swing = random.uniform(350, 800), random.uniform(0.5, 1.2)
        swung = np.clip(times - start, 0, period * random.integers(3, 6))
        places[:, 0] = swing * np.sin(2 * np.pi * swung / period)
    elif kind == "drift":  # as far as a swipe, in a second or two
        heading = random.normal(0, 1, 2)
        places = eased((times - start) / random.uniform(900, 1600))[:, None] * 2.5 * heading / np.hypot(*heading)
    elif kind == "come":  # from below into the picture; not seen before it is there
        took = random.uniform(250, 600)
        places[:, 1] = 4 * (1 - eased((times - start) / took))
        seen = places[:, 1] < random.uniform(1.5, 2.5)
    elif kind == "leave":
        took = random.uniform(250, 600)
        heading = random.choice([-0.6, 0, 0.6])
        places = eased((times - start) / took)[:, None] * np.array([heading, 1]) * 4
        seen = places[:, 1] < random.uniform(1.5, 2.5)
    elif kind == "gesture":  # the hand closes and opens where it is
        shapes = np.abs(np.sin((times - start) / random.uniform(150, 400))) * (times > start)
    elif kind == "reach":  # towards the camera: it grows
        shapes = np.zeros(len(times))
        places = random.normal(0, 0.2, 2)[None, :] * eased((times - start) / 400)[:, None]
    elif kind == "aside":  # a little to a side, quickly
        heading = random.normal(0, 1, 2)
        places = swipe(times, heading / np.hypot(*heading), start, random.uniform(0.3, 1.2), 250, random)
    elif kind == "tremble":
        places = np.cumsum(random.normal(0, 0.03, (len(times), 2)), axis=0)
    elif kind == "fist":  # a gesture that moves is not a swipe
        shapes[:] = 1
        places = swipe(times, np.array(random.choice([-1, 1]), float) * np.array([1.0, 0]), start, 2.5, 300, random)
    grown = 1 + eased((times - start) / 350) * (1.2 if kind == "reach" else 0)
    return Made(film_of(times, places, shapes, seen, grown, random), wanted, kind)


def swipe(times: Floats, heading: Floats, start: float, length: float, took: float, random: Random) -> Floats:
    """Places of a stroke (tilted a little, in an arc), and, half of the time, of the slower way back after a while."""
    angle = random.uniform(-0.3, 0.3)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    along = eased((times - start) / took)
    if random.random() < 0.5:
        along = along - eased((times - start - took - random.uniform(150, 500)) / random.uniform(300, 700))
    arc = random.uniform(-0.15, 0.15) * np.sin(np.pi * np.clip(along, 0, 1))
    heading = turn @ heading
    beside = np.array([-heading[1], heading[0]])
    return np.asarray(length * (along[:, None] * heading + arc[:, None] * beside))


def film_of(times: Floats, places: Floats, closed: Floats, seen: Any, grown: Floats, random: Random) -> Film:
    """Frames of a hand that is turned a little, with the tremble of points and lost frames."""
    size, turned = random.uniform(45, 110), random.uniform(-0.4, 0.4)
    middle = np.array([*FRAME]) / 2 - random.uniform(0.3, 0.7) * places[-1] * size
    turn = np.array([[np.cos(turned), -np.sin(turned), 0], [np.sin(turned), np.cos(turned), 0], [0, 0, 1]])
    flat, tremble, identity = open_hand(), random.uniform(0.01, 0.04), 1
    film: Film = []
    lost = random.random(len(times)) < random.choice([0, 0, 0.03])
    for at, place, share, is_seen, scale, is_lost in zip(times, places, closed, seen, grown, lost, strict=True):
        if not is_seen or is_lost:
            identity += int(not is_seen)
            film.append({"at": float(at), "hands": []})
            continue
        shape = ((1 - share) * flat + share * fist()) @ turn.T + random.normal(0, tremble, (21, 3))
        points = shape * size * scale + np.array([*(middle + place * size), 0])
        film.append({"at": float(at), "hands": [{"id": identity, "points": np.round(points, 1).tolist()}]})
    return film


def named_in(films: list[Film]) -> list[list[tuple[float, str]]]:
    """What the page names in each film, and when (milliseconds). Raises TrainingError."""
    lengths = [len(film) for film in films]
    answer = run_program(json.dumps({"films": films}).encode(), sum(lengths), "--swipes")
    parts = np.split(np.frombuffer(answer, np.uint8), np.cumsum(lengths)[:-1])
    return [
        [(frame["at"], MOVEMENTS[code - 1]) for frame, code in zip(film, codes, strict=True) if code]
        for film, codes in zip(films, parts, strict=True)
    ]


def on_made_paths(each: int, seed: int) -> dict[str, Any]:
    """Of each movement the share of `each` films in which it alone is named; of the others that with a false one."""
    random = np.random.default_rng(seed)
    made = [make(kind, random) for kind in (*MOVEMENTS, *QUIET) for _ in range(each)]
    right: Counter[str] = Counter()
    for one, named in zip(made, named_in([one.film for one in made]), strict=True):
        found = [name for _, name in named]
        right[one.kind] += found == ([] if one.wanted is None else [one.wanted])
    shares = {kind: round(right[kind] / each, 3) for kind in (*MOVEMENTS, *QUIET)}
    return {
        "named": {kind: shares[kind] for kind in MOVEMENTS},
        "false": {kind: round(1 - shares[kind], 3) for kind in QUIET},
    }


def frames_of(path: Path) -> Iterator[Picture]:
    """RGBA frames (height, width, 4) of a film. Raises DataError where it cannot be read."""
    film = cv2.VideoCapture(str(path))
    there, frame = film.read()
    if not there:
        raise DataError(f"{path} is no film that can be read: name an MJPEG, WebM or MP4 file.")
    while there:
        yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGBA), np.uint8)
        there, frame = film.read()


def followed(path: Path, model: Path) -> Film:
    """The hands of a film, as the page follows them at thirty frames a second. Raises TrainingError."""
    film: Film = []
    for number, row in enumerate(follow_hands(frames_of(path), model)):
        hands = [
            {"id": int(hand[0]), "points": np.round(hand[1:].reshape(21, 3), 1).tolist()}
            for hand in row.reshape(2, 64)
            if hand[0] > 0
        ]
        film.append({"at": number * STEP_MS, "hands": hands})
    return film


def main(arguments: list[str] | None = None) -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate-swipes", description=__doc__)
    add = parser.add_argument
    add("films", type=Path, nargs="*", help="30 frames a second, in which nobody swipes")
    add("--each", type=int, default=100, help="made paths of each kind")
    add("--seed", type=int, default=1, help="draws them")
    add("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    options = parser.parse_args(arguments)
    try:
        print(json.dumps(on_made_paths(options.each, options.seed)))  # noqa: T201
        model = current_model(options.models, "hand")
        minutes, total = 0.0, 0
        for path in options.films:
            film = followed(path, model)
            [named] = named_in([film])
            minutes += len(film) * STEP_MS / 60_000
            total += len(named)
            said = [f"{at / 1000:.1f} s {name}" for at, name in named]
            print(json.dumps({"film": path.name, "frames": len(film), "named": said}))  # noqa: T201
        if options.films:
            print(json.dumps({"minutes": round(minutes, 2), "false": total}))  # noqa: T201
    except TrainingError as error:
        sys.exit(f"just evaluate-swipes: {error}")


if __name__ == "__main__":
    main()
