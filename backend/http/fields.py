"""Fields of what a page sent: an object and a field's name in; a value within its range out, or why it is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

SUM_TOLERANCE: Final = 0.01  # each probability is rounded before it is sent
LARGEST_INTEGER: Final = 2**31 - 1


class RefusedError(Exception):
    """A sample is not stored; the message is the reason that its sender is told."""


def exactly(
    fields: Mapping[str, object], names: frozenset[str], what: str, optional: frozenset[str] = frozenset()
) -> None:
    """Demand exactly these fields, and perhaps the `optional` ones. Raises RefusedError, which calls it `what`."""
    found = fields.keys()
    if found >= names and (len(found) == len(names) or found <= names | optional):
        return
    wrong = sorted(names.symmetric_difference(fields.keys() - optional))
    raise RefusedError(f"{what}: missing or unknown fields: {', '.join(wrong)[:200]}")


def integer(header: Mapping[str, object], name: str) -> int:
    """Return a whole number of a field. Raises RefusedError."""
    value = header[name]
    if type(value) is not int or not 0 <= value <= LARGEST_INTEGER:
        raise RefusedError(f"{name}: not a whole number from 0 to {LARGEST_INTEGER}")
    return value


def finite(value: object, highest: float) -> float | None:
    """Return the number if it is one from 0 to `highest`, else None; true is no number."""
    if type(value) is float:
        return value if 0 <= value <= highest else None
    if type(value) is int and 0 <= value <= highest:
        return float(value)
    return None


def number(header: Mapping[str, object], name: str, highest: float) -> float:
    """Return a number of a field, from 0 to `highest`. Raises RefusedError."""
    number = finite(header[name], highest)
    if number is None:
        raise RefusedError(f"{name}: not a number from 0 to {highest:g}")
    return number


def probabilities(header: Mapping[str, object], labels: int) -> tuple[float, ...]:
    """Return the field `probabilities`: so many numbers, whose sum is 1. Raises RefusedError."""
    values = header["probabilities"]
    if not isinstance(values, list) or len(values) != labels:
        raise RefusedError(f"probabilities: not a list of {labels}")
    numbers = [number for value in values if (number := finite(value, 1.0)) is not None]
    if len(numbers) != labels or not math.isclose(sum(numbers), 1.0, abs_tol=SUM_TOLERANCE):
        raise RefusedError("probabilities: not numbers from 0 to 1 with the sum 1")
    return tuple(numbers)


def one_of(header: Mapping[str, object], name: str, choices: tuple[str, ...]) -> str:
    """Return a text of a field that is one of `choices`. Raises RefusedError."""
    value = header[name]
    if not isinstance(value, str) or value not in choices:
        raise RefusedError(f"{name}: not one of {', '.join(choices)}")
    return value
