"""Operations of the networks against OpenCV's, where it has them."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import pytest

from backend.gestures.layers import MAKERS

PICTURE = np.random.default_rng(1).normal(size=(1, 9, 12, 4)).astype(np.float32)
KERNEL = np.random.default_rng(2).normal(size=(3, 3, 4, 1)).astype(np.float32)


def attributes(step: int, padding: str = "SAME", fused: tuple[str, ...] = ()) -> dict[str, Any]:
    packed = [base64.b64encode(one.encode()).decode() for one in fused]
    return {
        "strides": {"list": {"i": ["1", str(step), str(step), "1"]}},
        "padding": {"s": base64.b64encode(padding.encode()).decode()},
        "fused_ops": {"list": {"s": packed}},
    }


def test_a_depthwise_convolution() -> None:
    found = MAKERS["DepthwiseConv2dNative"](attributes(1))(PICTURE, KERNEL)
    for channel in range(4):
        kernel = KERNEL[:, :, channel, 0]
        wanted = cv2.filter2D(PICTURE[0, :, :, channel], -1, kernel, borderType=cv2.BORDER_CONSTANT)
        assert found[0, :, :, channel] == pytest.approx(wanted, abs=1e-5)


def test_a_convolution_is_the_sum_of_depthwise_ones_with_its_bias_and_activation() -> None:
    each = MAKERS["DepthwiseConv2dNative"](attributes(2, "VALID"))(PICTURE, KERNEL)
    bias, slope = np.float32(0.1), np.float32(0.25)
    of_all = MAKERS["_FusedConv2D"](attributes(2, "VALID", ("BiasAdd", "Prelu")))(PICTURE, KERNEL, bias, slope)
    wanted = each.sum(axis=3, keepdims=True) + bias
    assert of_all.shape == (1, 4, 5, 1)
    assert of_all == pytest.approx(np.where(wanted < 0, wanted * slope, wanted), abs=1e-5)


def test_two_steps_at_a_time_leave_out_every_other_place_of_an_odd_side() -> None:
    one, two = (MAKERS["Conv2D"](attributes(step))(PICTURE, KERNEL) for step in (1, 2))
    assert two == pytest.approx(one[:, ::2, 1::2], abs=1e-5)  # of an even side the windows begin one place later


def test_enlarging() -> None:
    said = {"align_corners": {"b": False}, "half_pixel_centers": {"b": True}}
    found = MAKERS["ResizeBilinear"](said)(PICTURE, np.array([18, 24]))
    assert found[0] == pytest.approx(cv2.resize(PICTURE[0], (24, 18), interpolation=cv2.INTER_LINEAR), abs=1e-5)
    with pytest.raises(ValueError, match="another way"):
        MAKERS["ResizeBilinear"]({**said, "align_corners": {"b": True}})


def test_the_largest_of_a_window_at_the_edge_is_one_of_the_picture() -> None:
    pool = {**attributes(2), "ksize": {"list": {"i": ["1", "2", "2", "1"]}}}
    found = MAKERS["MaxPool"](pool)(PICTURE - 100)
    assert found.shape == (1, 5, 6, 4)
    assert found[0, 4, 0] == pytest.approx((PICTURE - 100)[0, 8, :2].max(axis=0))


def test_an_activation_that_is_not_known() -> None:
    with pytest.raises(ValueError, match="there is no Elu"):
        MAKERS["_FusedConv2D"](attributes(1, fused=("Elu",)))
