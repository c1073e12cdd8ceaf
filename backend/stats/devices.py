"""Which class of device a page runs on, of the browser and system that it says."""

from __future__ import annotations

from typing import Final, Literal

DeviceClass = Literal["computer", "handheld", "unknown"]

_HANDHELD: Final = ("Android", "iOS", "iPadOS")
_UNKNOWN: Final = "unknown system"
# The same as class_of, of the column `device`; made out once for each device, since for each row it takes longer than
# all else that a query does with it.
_OF_CLASS: Final = (
    "device = ANY(ARRAY(SELECT device FROM (SELECT DISTINCT device FROM stats_samples OFFSET 0) AS known WHERE {}))"
)
CONDITIONS: Final = {
    "handheld": _OF_CLASS.format("device ~ ', (Android|iOS|iPadOS)$'"),
    "computer": _OF_CLASS.format("device ~ ', (?!Android$|iOS$|iPadOS$|unknown system$)'"),
}


def class_of(device: str) -> DeviceClass:
    """Return the class of a device such as "Chromium, Linux"."""
    _, comma, system = device.partition(", ")
    if not comma or system == _UNKNOWN:
        return "unknown"
    return "handheld" if system in _HANDHELD else "computer"
