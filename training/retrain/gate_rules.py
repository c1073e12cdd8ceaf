"""The gate's rules: reasons for and against the challenger, from both models' answers on the same hands.

Numbers and why they are these: docs/decisions/0018-learning-loop.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backend.learning.records import Reason
from training.head.features import NONE
from training.labels import HAND_LABELS
from training.metrics import Indices, Probabilities, false_alarm_rate, macro_f1, metrics_per_label

FEWEST_HELD_OUT = 5  # people: a bootstrap over fewer says nothing of the next person
FEWEST_TRAINED = 5  # people: what fewer share may be theirs alone
RESAMPLES = 2000
RECALL_LOSS = 0.02  # of any gesture, at most
BASE_LOSS = 0.01  # of macro F1 on what was known before
MORE_NOTHING = 0.002  # of squares without a hand that may be taken for one: one in 500 is within what a run varies by


@dataclass(frozen=True)
class Answers:
    """One model's probabilities [n, labels], and the threshold below which it names nothing."""

    probabilities: Probabilities
    threshold: float

    def said(self) -> Indices:
        """The most probable label of each hand [n]."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)


@dataclass(frozen=True)
class Trial:
    """Both models' answers on one set of hands with their true labels [n]."""

    name: str
    true: Indices
    champion: Answers
    challenger: Answers


def people_enough(trained: int, held_out: int) -> list[Reason]:
    """Whether enough people were learned from, and enough others are there to judge by."""
    return [
        _people("people learned from", trained, FEWEST_TRAINED),
        _people("people to judge by", held_out, FEWEST_HELD_OUT),
    ]


def better_on_people(trial: Trial, people: Indices) -> Reason:
    """Whether macro F1 rises for sure: 95 % of the differences over resampled people [n] are above 0."""
    old, new = (macro_f1(trial.true, one.said(), HAND_LABELS) for one in (trial.champion, trial.challenger))
    low, high = interval(trial, people)
    return Reason(
        "better on people it has not seen",
        low > 0,
        f"On {len(set(people.tolist()))} people held out, macro F1 goes from {old:.3f} to {new:.3f}; over resampled "
        f"people the difference lies between {low:+.3f} and {high:+.3f} (95 %) and must be above 0.",
        round(old, 4),
        round(new, 4),
    )


def interval(trial: Trial, people: Indices, seed: int = 1) -> tuple[float, float]:
    """The 95 % interval of the challenger's gain in macro F1, each resample the same people for both models."""
    names = np.unique(people)
    counts = [
        np.stack([_confusion(trial.true, one.said(), people == name) for name in names])
        for one in (trial.champion, trial.challenger)
    ]
    draws = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    old, new = (_macro_f1s(np.einsum("rp,pij->rij", draws, one)) for one in counts)
    low, high = np.percentile(new - old, [2.5, 97.5])
    return float(low), float(high)


def no_gesture_worse(trial: Trial) -> list[Reason]:
    """One reason for each gesture of the set: recall may fall by RECALL_LOSS."""
    old, new = (metrics_per_label(trial.true, one.said(), HAND_LABELS) for one in (trial.champion, trial.challenger))
    reasons = []
    for label in HAND_LABELS:
        if old[label]["n"]:
            before, after = old[label]["recall"], new[label]["recall"]
            passed = after >= before - RECALL_LOSS - 1e-9
            words = (
                f"{trial.name}: recall of {label} goes from {100 * before:.1f} to {100 * after:.1f} % "
                f"({old[label]['n']} hands); it may fall by {100 * RECALL_LOSS:.0f} points."
            )
            reasons.append(Reason(f"recall of {label}", passed, words, round(before, 4), round(after, 4)))
    return reasons


def false_alarms_not_worse(trial: Trial) -> Reason:
    """Of `none`, the share that is named a gesture, each model at its own threshold."""
    old, new = (
        false_alarm_rate(trial.true, one.probabilities, one.threshold) for one in (trial.champion, trial.challenger)
    )
    count = int(np.count_nonzero(trial.true == NONE))
    words = (
        f"{trial.name}: {100 * old:.2f} % of none were named a gesture, now {100 * new:.2f} % ({count} hands); it "
        "may not be more."
        if count
        else f"{trial.name}: nobody showed none, so there are no false alarms to count."
    )
    return Reason("false alarms", new <= old + 1e-9, words, round(old, 4), round(new, 4))


def base_kept(trial: Trial) -> Reason:
    """Whether macro F1 on what was known before stays."""
    old, new = (macro_f1(trial.true, one.said(), HAND_LABELS) for one in (trial.champion, trial.challenger))
    words = f"{trial.name}: macro F1 goes from {old:.3f} to {new:.3f}; it may fall by {BASE_LOSS:.2f}."
    return Reason("what was known before", new >= old - BASE_LOSS - 1e-9, words, round(old, 4), round(new, 4))


def nothing_taken_for_a_hand(squares: int, champion: float, challenger: float) -> Reason:
    """Whether a new backbone takes no more of so many squares without a hand for one; both are shares."""
    words = (
        f"Of {squares} squares without a hand, {100 * champion:.2f} % were taken for one, now "
        f"{100 * challenger:.2f} %; it may be {100 * MORE_NOTHING:.1f} points more."
    )
    passed = squares > 0 and challenger <= champion + MORE_NOTHING + 1e-9
    return Reason("no hand where there is none", passed, words, round(champion, 4), round(challenger, 4))


def small_enough(fetched: int, most: int) -> Reason:
    """Whether a page fetches no more of it than `most` bytes."""
    words = f"A page fetches {fetched:,} bytes of it; at most {most:,}."
    return Reason("bytes", fetched <= most, words, None, float(fetched))


def _people(check: str, count: int, fewest: int) -> Reason:
    return Reason(check, count >= fewest, f"{count} {check}; at least {fewest} are needed.")


def _confusion(true: Indices, said: Indices, chosen: npt.NDArray[np.bool_]) -> Indices:
    counts = np.zeros((len(HAND_LABELS), len(HAND_LABELS)), np.int64)
    np.add.at(counts, (true[chosen], said[chosen]), 1)
    return counts


def _macro_f1s(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Macro F1 of each confusion matrix [r, labels, labels], over the labels that were shown, as in metrics.py."""
    right = np.einsum("rii->ri", counts)
    shown, said = counts.sum(axis=2), counts.sum(axis=1)
    f1 = 2 * right / np.maximum(shown + said, 1)
    return np.asarray((f1 * (shown > 0)).sum(axis=1) / np.maximum((shown > 0).sum(axis=1), 1))
