"""Requests and answers as structs, and what is wrong with a request in words that name its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Final, TypeVar, cast

import msgspec
from msgspec import inspect

# To a regular expression of Python's, `$` is also the place before a last line feed.
_END: Final = r"$(?!\n)"


def fitting(pattern: str, description: str | None = None) -> msgspec.Meta:
    """Demand of a text that all of it fits a pattern."""
    return msgspec.Meta(pattern=f"^(?:{pattern}){_END}", description=description)


class Message(msgspec.Struct, forbid_unknown_fields=True):
    """A JSON object of these fields and no others; each package's `schemas` has its own."""


Count = Annotated[int, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Time = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"}, examples=["2026-11-22T17:05:32Z"])]
Day = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date"})]
Uuid = Annotated[str, msgspec.Meta(min_length=36, max_length=36, extra_json_schema={"format": "uuid"})]


def utc_text(time: datetime) -> str:
    """Return a time as messages have it, to the second: 2026-11-22T17:05:32Z."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


T = TypeVar("T")
_PLACE: Final = re.compile(r" - at `\$(.*)`$")
_NAME: Final = re.compile(r"`(.*?)`")


class WrongFieldError(ValueError):
    """A message is not what its struct says; the text names the field and what it must be."""


class NotJsonError(ValueError):
    """The bytes are no JSON object at all; the text says what is wrong with them."""


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode(data: bytes | memoryview | msgspec.Raw, kind: type[T]) -> T:
    """Read a JSON object. Raises NotJsonError, WrongFieldError."""
    try:
        message: T = _decoder(cast("Any", kind)).decode(data)
    except msgspec.ValidationError as error:
        if str(error).startswith("Expected `object`") and _PLACE.search(str(error)) is None:
            raise NotJsonError("is JSON, but not an object") from error
        raise WrongFieldError(_explained(str(error), kind)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # the second one of a field's name
        raise NotJsonError("is not JSON in UTF-8") from error
    return message


def convert(texts: dict[str, str], kind: type[T]) -> T:
    """Read the texts of a query, in which numbers are written as text too. Raises WrongFieldError."""
    try:
        message = msgspec.convert(texts, kind, strict=False)
        # What may be left out is null then, which a query cannot say: the text "null" is no way to.
        for field in msgspec.structs.fields(cast("Any", kind)):
            if field.encode_name in texts and getattr(message, field.name) is None:
                raise msgspec.ValidationError(f"Expected a value - at `$.{field.encode_name}`")
    except msgspec.ValidationError as error:
        raise WrongFieldError(_explained(str(error), kind).removesuffix(", or null")) from error
    return message


def _explained(message: str, kind: type) -> str:
    """Say msgspec's message in our words: `noise: must be a number from 0 to 1`."""
    found = _PLACE.search(message)
    place = found[1].removeprefix(".") if found else ""
    named = _NAME.search(message)
    if message.startswith(("Object missing", "Object contains")) and named is not None:
        place = f"{place}.{named[1]}".removeprefix(".")
        return f"{place}: {'is missing' if message.startswith('Object missing') else 'there is no such field'}"
    return f"{place or 'the message'}: must be {_wanted(place, kind)}"


@lru_cache(maxsize=1000)  # a struct is looked through in a millisecond, and a batch may have 200 wrong samples
def _wanted(place: str, kind: type) -> str:
    return _described(_type_at(place, inspect.type_info(kind)))


def _type_at(place: str, kind: inspect.Type) -> inspect.Type:
    """Follow a path such as `frame_image.width` or `probabilities[2]`."""
    for part in re.findall(r"\w+|\[", place.replace("[...]", "[0]")):
        if part.isdigit():
            continue
        for choice in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
            plain = choice.type if isinstance(choice, inspect.Metadata) else choice
            if part == "[" and isinstance(plain, inspect.ListType):
                kind = plain.item_type
            elif isinstance(plain, inspect.StructType):
                kind = next((field.type for field in plain.fields if field.encode_name == part), kind)
    return kind


def _described(kind: inspect.Type) -> str:
    """Say in words what a value of this type is."""
    match kind:
        case inspect.Metadata(type=inner, extra_json_schema=more):
            return _OF_FORMAT.get(str((more or {}).get("format"))) or _described(inner)
        case inspect.UnionType(types=types):
            values = [_described(each) for each in types if not isinstance(each, inspect.NoneType)]
            return " or ".join(values) + (", or null" if len(values) < len(types) else "")
        case inspect.IntType(ge=low, le=high):
            return f"a whole number{_range(low, high)}"
        case inspect.FloatType(ge=low, le=high):
            return f"a number{_range(low, high)}"
        case inspect.StrType(pattern=str(pattern)):
            return f"a text that fits {pattern.removesuffix(_END)}$"
        case inspect.StrType(min_length=low, max_length=high):
            return f"a text{_length(low, high, 'characters')}"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case inspect.ListType(min_length=low, max_length=high):
            return f"a list{_length(low, high, 'values')}"
        case inspect.DateTimeType():
            return "a time with its zone, such as 2026-11-22T17:05:32.123Z"
        case _:
            return _WORDS.get(type(kind), "an object")


_OF_FORMAT: Final = {"uuid": "a UUID with its hyphens", "date": "a day from 2000 to 2999, such as 2026-11-22"}
_WORDS: Final[dict[type[Any], str]] = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.UUIDType: "a UUID",
}


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return "" if low is None else f" of at least {low:.10g}"
    return f" from {low or 0:.10g} to {high:.10g}"


def _length(low: int | None, high: int | None, what: str) -> str:
    if high is None:
        return f" of at least {low} {what}" if low else ""
    return f" of {low} to {high} {what}" if low else f" of at most {high} {what}"
