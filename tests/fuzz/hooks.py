"""What schemathesis needs to know to get past the door: a case in, the same with someone who may ask out.

The schemathesis command imports this (SCHEMATHESIS_HOOKS); BASE_URL says where the server is.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import random
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import httpx
import schemathesis
from hypothesis import strategies as st

from backend.samples.batch_codec import CONTENT_TYPE
from tests.backend.batches import PICTURE, encode
from tests.backend.frame_images import described
from tests.fuzz.batches import PHOTOS, batches, good

GUESSES: Final = 5  # fewer than the server lets anybody make at one name
MAKING: Final = ("POST /api/tokens", "POST /api/connectors")
CONNECTOR: Final = {"kind": "webhook", "name": "nobody", "address": "http://127.0.0.1:9/"}
_OURS: Final = {"Sec-Fetch-Site": "same-origin"}
_random = random.Random()

# Without accents that stand alone: one spelling of Unicode's makes a blank of them, and no name begins with one.
_PRINTABLE = st.characters(
    min_codepoint=33, max_codepoint=0x24F, exclude_categories=("C", "Z"), exclude_characters="¨¯´¸"
)
schemathesis.openapi.format("name", st.text(_PRINTABLE, min_size=1, max_size=13))
schemathesis.openapi.format("password", st.text(_PRINTABLE, min_size=8, max_size=60))
schemathesis.openapi.media_type(CONTENT_TYPE, batches())


@dataclass
class Someone:
    """An account of the server under test, logged in, with a token; `ids` are theirs, by path."""

    name: str
    password: str
    session: str
    token: str
    ids: dict[str, str]
    uses: int = 0

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.name}:{self.password}".encode()).decode()


def another_address() -> str:
    """Any address: the server, which trusts a proxy on its own machine, limits each by itself."""
    return str(ipaddress.IPv4Address(_random.getrandbits(32)))


def register(base_url: str) -> Someone:
    name, password = f"fuzz-{uuid.uuid4().hex[:20]}", uuid.uuid4().hex
    body = {"name": name, "password": password, "remember": False}
    headers = {**_OURS, "X-Forwarded-For": another_address()}
    with httpx.Client(base_url=base_url, headers=headers, timeout=60) as client:
        client.post("/api/session", json=body).raise_for_status()
        client.put("/api/consent", json={"level": "photos", "version": 1}).raise_for_status()
        made = client.post("/api/tokens", auth=(name, password)).raise_for_status().json()
        (session,) = client.get("/api/sessions").raise_for_status().json()["sessions"]
        given = _give(client)
        samples = {f"/api/samples/{{id}}{rest}": given for rest in ("", "/network-input", "/frame-image")}
        added = client.post("/api/connectors", json=CONNECTOR).raise_for_status().json()["id"]
        connectors = {f"/api/connectors/{{id}}{rest}": added for rest in ("", "/pair", "/choices", "/runs")}
        ids = {"/api/tokens/{id}": made["id"], "/api/sessions/{id}": session["id"], **samples, **connectors}
        return Someone(name, password, client.cookies["session"], made["token"], ids)


def _give(client: httpx.Client) -> str:
    """Store a sample with a frame image; its id."""
    one = good(frame_image=described(PHOTOS[0]))
    headers = {"Content-Type": CONTENT_TYPE}
    client.post("/api/samples", content=encode([one], [PICTURE + PHOTOS[0]]), headers=headers).raise_for_status()
    return str(one["sample_id"])


@schemathesis.auth(refresh_interval=None)
class Door:
    """Lets each case in as someone who is really there, by the way that the document names for the operation."""

    someone: Someone | None = None
    makers: ClassVar[dict[str, Someone]] = {}  # of tokens and connectors made by a case, by their id

    def get(self, case: schemathesis.Case[Any], ctx: schemathesis.AuthContext) -> Someone:
        there = self.someone
        if there is None or there.uses >= GUESSES or not self._in_force(there):
            there = Door.someone = register(os.environ["BASE_URL"])
        there.uses += case.operation.path.startswith("/api/account")
        return there

    def set(self, case: schemathesis.Case[Any], data: Someone, ctx: schemathesis.AuthContext) -> None:
        ways = [name for way in case.operation.definition.raw.get("security", []) for name in way]
        if not ways:
            return
        data = Door.makers.get(str(case.path_parameters.get("id")), data)
        way = _random.choice(ways)
        if way == "session":
            case.cookies["session"] = data.session
        else:
            case.headers["Authorization"] = f"Bearer {data.token}" if way == "token" else data.basic
        if case.meta is not None and case.meta.generation.mode.is_positive and _random.random() < 0.5:
            _know_more(case, data)
        if case.meta is not None and case.meta.generation.mode.is_negative and _random.random() < 0.2:
            _break_a_text(case)

    def _in_force(self, someone: Someone) -> bool:
        url = f"{os.environ['BASE_URL']}/api/account"
        headers = {"Authorization": f"Bearer {someone.token}"}
        by_token = httpx.get(url, headers=headers, timeout=60)
        by_cookie = httpx.get(url, cookies={"session": someone.session}, timeout=60)
        return by_token.status_code == by_cookie.status_code == 200


def _know_more(case: schemathesis.Case[Any], someone: Someone) -> None:
    """Give the right password where one is asked for, and an id that exists, so that something happens."""
    body: Any = case.body
    for field in ("current", "password"):
        if isinstance(body, dict) and field in body:
            body[field] = someone.password
    if case.operation.path in someone.ids and str(case.path_parameters.get("id")) not in Door.makers:
        case.path_parameters["id"] = someone.ids[case.operation.path]


def _break_a_text(case: schemathesis.Case[Any]) -> None:
    """Put half a letter into a body, as a value or as a field's name: JSON can say it, UTF-8 cannot."""
    if isinstance(case.body, dict) and case.body:
        half = _random.choice(("\ud800", "a\udfff"))
        case.body[_random.choice((*case.body, half))] = half


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Let each case come from somewhere else, so that it is the API that answers and not the limits on attempts."""
    case.headers["X-Forwarded-For"] = another_address()


@schemathesis.hook
def after_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """Note who made a token or a connector, so that a case that follows up on it asks as the same."""
    if case.operation.label in MAKING and response.status_code == 201 and Door.someone is not None:
        Door.makers[response.json()["id"]] = Door.someone
