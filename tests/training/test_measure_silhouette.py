"""The measure of silhouettes: the same number gives the same scene, and a worse rule a worse figure."""

import dataclasses

import numpy as np

from training.measure_silhouette import CONDITIONS, measure
from training.silhouette import SilhouetteParameters

PARAMETERS = SilhouetteParameters(width=64, height=64)


def iou(condition: str, parameters: SilhouetteParameters = PARAMETERS) -> float:
    return float(np.mean([measure(condition, number, parameters).iou for number in range(3)]))


def test_the_same_number_gives_the_same_scene() -> None:
    for condition in CONDITIONS:
        one = measure(condition, 5, PARAMETERS)
        assert one == measure(condition, 5, PARAMETERS)
        assert one != measure(condition, 6, PARAMETERS)
        assert 0 <= one.iou <= 1


def test_a_hand_before_any_wall_is_found_and_one_of_the_wall_s_colour_less_well() -> None:
    assert iou("any wall") > 0.9
    assert iou("any wall") > iou("a hand of nearly the wall's colour")


def test_a_rule_that_sees_little_is_measured_as_worse() -> None:
    deaf = dataclasses.replace(PARAMETERS, threshold=400 * PARAMETERS.threshold)
    assert iou("any wall", deaf) < iou("any wall") - 0.1
    measured = measure("any wall", 0, deaf)
    assert measured.missing > 0.1
    assert measured.too_much < 0.05
