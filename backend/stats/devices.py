"""Which class of device a page runs on, of the browser and system that it says."""

from __future__ import annotations

from typing import Final, Literal

DeviceClass = Literal["computer", "handheld", "unknown"]

_HANDHELD: Final = ("Android", "iOS", "iPadOS")
_UNKNOWN: Final = "unknown system"
# The same as class_of, of the column `device`.
CONDITIONS: Final = {
    "handheld": "device ~ ', (Android|iOS|iPadOS)$'",
    "computer": "device ~ ', (?!Android$|iOS$|iPadOS$|unknown system$)'",
}


def class_of(device: str) -> DeviceClass:
    """Return the class of a device such as "Chromium, Linux"."""
    _, comma, system = device.partition(", ")
    if not comma or system == _UNKNOWN:
        return "unknown"
    return "handheld" if system in _HANDHELD else "computer"
