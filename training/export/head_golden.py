"""Golden cases of the head alone: hand numbers and the probabilities that it gives for them.

A page that has a model's backbone already fetches head.json and no frame, and these say that the head answers there as
it did in training.
"""

import base64
from typing import Any, Final

import numpy as np

from training.backbone.crops import RENDERED
from training.head.features import Floats, Views
from training.head.fit import Head
from training.head.hand_numbers import features_of, hand_numbers

DECIMALS: Final = 6


def choose_golden_hands(views: Views) -> Floats:
    """Hand numbers [k, 67 + E] for golden cases, the first of each label; rendered hands where there are any."""
    clear = np.flatnonzero(views.exact & (views.hand > 0) & (views.allowed.sum(1) == 1))
    clear = clear[np.argsort(views.source[clear] != RENDERED, kind="stable")]
    _, first = np.unique(views.allowed[clear].argmax(1), return_index=True)
    return hand_numbers(views.rows(clear[first]))


def head_golden(head: Head, hands: Floats) -> list[dict[str, Any]]:
    """What head.json says as `golden`, of hands [k, 67 + E]."""
    said = head.probabilities(features_of(hands))
    return [
        {
            "hand": base64.b64encode(np.ascontiguousarray(hand, "<f4").tobytes()).decode("ascii"),
            "probabilities": [round(float(one), DECIMALS) for one in probabilities],
        }
        for hand, probabilities in zip(hands, said, strict=True)
    ]
