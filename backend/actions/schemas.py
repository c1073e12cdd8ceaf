"""What is asked and answered about connectors, and what they can be told."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from backend.http.messages import Count, Message, Time, Uuid, fitting

MOST: Final = 20  # connectors of one account
KEPT: Final = 200  # runs of one account, the newest
PAGE: Final = 50
MOST_CHOICES: Final = 2000  # of one connector
LONGEST: Final = 200  # characters of what a connector calls something

Kind = Literal["webhook", "mqtt", "home-assistant", "hue", "sonos"]
Outcome = Literal["waiting", "done", "failed"]
State = Literal["ready", "unpaired", "locked"]

_VISIBLE: Final = r"[^\x00-\x1f\x7f-\x9f]"
Name = Annotated[str, fitting(f"{_VISIBLE}{{1,60}}", "What its owner calls it.")]
Address = Annotated[
    str,
    fitting(
        r"[!-~]{1,500}",
        "Of a webhook and of Home Assistant http:// or https://, of MQTT mqtt:// or mqtts://, of Hue and Sonos a host.",
    ),
]
User = Annotated[str, fitting(f"{_VISIBLE}{{0,200}}", "Of MQTT only.")]
Secret = Annotated[
    str,
    fitting(
        r"[!-~]([ -~]{0,1998}[!-~])?|",
        "MQTT's password, Home Assistant's long-lived token, a webhook's bearer token. Hue makes its own by pairing.",
    ),
]


class NewConnector(Message):
    """Something that the server is to tell what a gesture means."""

    kind: Kind
    name: Name
    address: Address
    user: User | UnsetType = UNSET
    secret: Secret | UnsetType = UNSET


class ConnectorChange(Message):
    """What is to be different; a secret stays with the address for which it was given."""

    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    user: User | UnsetType = UNSET
    secret: Secret | UnsetType = UNSET


class Connector(Message):
    """One connector; its secret is told to nobody. `unpaired` waits for its pairing (Hue), `locked` for its secret."""

    id: Uuid
    kind: Kind
    name: str
    address: str
    user: str
    has_secret: bool
    state: State
    created_at: Time


class Connectors(Message):
    """The account's connectors, by name; `enabled` says whether the administrator allowed any address."""

    enabled: bool
    most: Count
    connectors: list[Connector]


class CallWebhook(Message, tag_field="kind", tag="webhook"):
    """POST the gesture as JSON, with an Idempotency-Key: {"gesture", "at", "key", "connector"}."""


class PublishMqtt(Message, tag_field="kind", tag="mqtt"):
    """Publish a message, at least once (QoS 1)."""

    topic: Annotated[str, fitting(r"[^\x00-\x1f\x7f-\x9f+#]{1,200}", "A topic, without the wildcards + and #.")]
    payload: Annotated[str, Meta(max_length=2000)]
    retain: bool = False


class CallHomeAssistant(Message, tag_field="kind", tag="home-assistant"):
    """Call a service (Home Assistant's pages say: perform an action), such as light.toggle on light.kitchen."""

    service: Annotated[str, fitting(r"[a-z0-9_]{1,100}\.[a-z0-9_]{1,100}")]
    entity_id: Annotated[str, fitting(r"[a-z0-9_]{1,100}\.[a-z0-9_]{1,200}")] | None = None


class SwitchHue(Message, tag_field="kind", tag="hue"):
    """Switch a light, or the lights of a room, a zone or a home."""

    target: Literal["light", "grouped_light"]
    id: UUID
    do: Literal["on", "off", "toggle", "brighter", "dimmer"]


class ControlSonos(Message, tag_field="kind", tag="sonos"):
    """Control what a speaker plays, and how loud."""

    do: Literal["play", "pause", "toggle", "next", "previous", "louder", "quieter"]


Command = CallWebhook | PublishMqtt | CallHomeAssistant | SwitchHue | ControlSonos


class RunRequest(Message):
    """What to tell; the same `key` again does nothing again. `gesture` is null where somebody tries it by hand."""

    key: UUID
    gesture: Annotated[str, fitting(f"{_VISIBLE}{{1,100}}")] | None
    command: Command


class Run(Message):
    """What became of it; one that is `waiting` is tried again for some seconds. `ms` is the time until its end."""

    key: Uuid
    connector_id: Uuid
    connector: str
    kind: Kind
    gesture: str | None
    command: str
    at: Time
    outcome: Outcome
    attempts: Count
    ms: float | None
    detail: str | None


class Runs(Message):
    """The newest runs of the account, the newest first."""

    runs: list[Run]


class RunQuery(Message):
    """How many runs."""

    limit: Annotated[int, Meta(ge=1, le=KEPT)] = PAGE


class ConnectorChoice(Message):
    """Something that a connector can be told to act on: a command's target and id, or its entity_id."""

    target: str
    id: str
    name: str


class ConnectorChoices(Message):
    """What there is, by name: lights and rooms of Hue, entities of Home Assistant; of other kinds nothing."""

    choices: list[ConnectorChoice]
