"""Golden cases of the head: hands as samples hold them, and what the head says of them."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from tests.training.head.views import EMBEDDING, views_of
from training.backbone.crops import RENDERED
from training.export.head_golden import choose_golden_hands, head_golden
from training.head.fit import Head
from training.head.hand_numbers import BEFORE_EMBEDDING, features_of, hand_numbers
from training.labels import HAND_LABELS


def test_one_hand_of_each_label_is_chosen_and_nobodys_where_there_are_rendered_ones() -> None:
    people = views_of([*HAND_LABELS, *HAND_LABELS], sources=("ann",))
    rendered = views_of(["none", "fist", "fist"], sources=(RENDERED,), seed=2)
    varied = views_of(["okay"], sources=(RENDERED,), exact=False, seed=3)
    views = people.and_those(rendered).and_those(varied)
    hands = choose_golden_hands(views)
    numbers = hand_numbers(views).tolist()
    chosen = [numbers.index(hand) for hand in hands.tolist()]
    assert chosen == [0, 1, 17, 3, 4, 5, 6, 16]


def test_a_case_is_a_samples_bytes_and_the_heads_probabilities() -> None:
    random = np.random.default_rng(1)
    views = views_of(HAND_LABELS)
    head = Head((random.normal(0, 1, (EMBEDDING + 13, 8)).astype(np.float32),), (np.zeros(8, np.float32),))
    hands = choose_golden_hands(views)
    cases = head_golden(head, hands)
    assert len(cases) == len(HAND_LABELS)
    for row, case in enumerate(cases):
        bytes_of_hand = base64.b64decode(case["hand"])
        assert len(bytes_of_hand) == 4 * (BEFORE_EMBEDDING + EMBEDDING)
        again = np.frombuffer(bytes_of_hand, "<f4")[None]
        assert features_of(again).tolist() == views.features()[row : row + 1].tolist()
        assert case["probabilities"] == pytest.approx(head.probabilities(features_of(again))[0], abs=1e-6)
