"""The points of a hand: named numbers, and a drawing in which each bone can be found."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from backend.samples import points
from tests.backend.batches import POINTS, hand_numbers, packed
from tests.backend.model_files import EMBEDDING


def drawn(data: bytes) -> np.ndarray:
    network_input = cv2.imdecode(np.frombuffer(points.draw(data), np.uint8), cv2.IMREAD_COLOR)
    assert network_input is not None
    assert network_input.shape == (256, 256, 3)
    return network_input


def test_each_number_has_its_name() -> None:
    told = points.as_json(POINTS)
    numbers = hand_numbers()
    assert (told["presence"], told["left"], told["up"]) == (0.96875, 0.125, [0.0, -1.0])
    assert told["points"] == [numbers[2 + 3 * n : 5 + 3 * n] for n in range(21)]
    assert told["embedding"] == numbers[67:]
    assert len(numbers) == 67 + EMBEDDING


def test_bones_join_the_points_and_nothing_else_is_drawn() -> None:
    network_input = drawn(POINTS).max(axis=2)
    places = [(256 * x, 256 * y) for x, y, _ in points.as_json(POINTS)["points"]]  # type: ignore[attr-defined]
    for bone in points.BONES:
        for a, b in itertools.pairwise(bone):
            x, y = ((one + other) / 2 for one, other in zip(places[a], places[b], strict=True))
            assert network_input[round(y), round(x)] > 200, (a, b)
    assert {joint for bone in points.BONES for joint in bone} == set(range(21))
    assert 0.02 < np.mean(network_input > 0) < 0.3
    assert not network_input[:40].any()


def test_no_hand_is_drawn_as_nothing() -> None:
    assert not drawn(bytes(len(POINTS))).any()


def test_points_far_outside_the_square_are_drawn_as_well_as_they_can_be() -> None:
    numbers = hand_numbers()
    numbers[2:65] = [1000.0, -1000.0, 0.0] * 21
    assert not drawn(packed(numbers)).any()
    numbers[2:65] = [0.5, -1000.0, 0.0, *([0.5, 1000.0, 0.0] * 20)]
    assert drawn(packed(numbers))[:, 128].any()
