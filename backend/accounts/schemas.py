"""What is asked and answered about accounts."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from msgspec import UNSET, Meta, UnsetType

from backend.accounts.names import NAME_LENGTH, PASSWORD_LENGTH
from backend.http.messages import Count, Message, Time, Uuid, fitting

Level = Literal["nothing", "shapes", "photos"]
SiteLevel = Literal["shapes", "photos"]  # what another site may be allowed
LEVELS: Final[tuple[Level, ...]] = get_args(Level)  # each allows what those before it do

Name = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=NAME_LENGTH,
        description="Visible signs; the same in capitals and in Unicode's other spellings. None may look like another.",
        extra_json_schema={"format": "name"},
    ),
]
Password = Annotated[
    str,
    Meta(
        min_length=PASSWORD_LENGTH.start,
        max_length=PASSWORD_LENGTH.stop - 1,
        extra_json_schema={"format": "password"},
    ),
]


Origin = Annotated[
    str,
    fitting(
        r"https?://[0-9a-z._:\[\]-]{1,300}", "A site as browsers name it, such as https://example.org, without a path."
    ),
]

# What is meant: a mistyped name must not become an account, nor a new one somebody else's password a guess.
Intent = Literal["log_in", "register"]


class Consent(Message):
    """What someone agreed to have stored, and to which version of the text, counted from 1."""

    level: Level
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]

    def allows(self, level: Level) -> bool:
        """Whether what needs that level may be stored."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


class LogIn(Message):
    """A name to log in with, or a new one to register; `intent` says which of the two alone is meant."""

    name: Name
    password: Password
    remember: bool
    intent: Intent | UnsetType = UNSET


class LoggedIn(Message):
    """Who is logged in now, and whether the name was new."""

    name: Name
    consent: Consent | None
    registered: bool


class Asker(Message):
    """Who asks; both fields are null for nobody."""

    name: Name | None
    consent: Consent | None


class Used(Message):
    """How much of something an account used today (in UTC), and how much it may use."""

    kind: Literal["samples", "bytes", "requests", "consents"]
    used: Count
    most: Count


class OwnAccount(Message):
    """The account that is logged in; `today` is what it used of what it may send in a day."""

    name: Name
    administrator: bool
    created_at: Time
    consent: Consent | None
    today: list[Used]


class PasswordChange(Message):
    """The password in force, and the one to put in its place."""

    current: Password
    new: Password


class AccountDeletion(Message):
    """The password, which confirms that the account is to be deleted."""

    password: Password


class BrowserSession(Message):
    """A browser that is logged in; `current` is the one that asks."""

    id: Uuid
    device: str
    created_at: Time
    last_seen_at: Time
    expires_at: Time
    current: bool


class BrowserSessions(Message):
    """The browsers that are logged in, the one used last first."""

    sessions: list[BrowserSession]


class Token(Message):
    """A script's token, without its secret; or that of another site, which may send samples of this level."""

    id: Uuid
    device: str
    origin: Origin | None
    level: SiteLevel | None
    created_at: Time
    last_seen_at: Time
    expires_at: Time


class Tokens(Message):
    """The tokens in force."""

    tokens: list[Token]


class NewToken(Message):
    """A new token with its secret, which is told this once."""

    id: Uuid
    token: str
    expires_at: Time


class SiteQuery(Message):
    """Which site."""

    origin: Origin


class Site(Message):
    """Whether pages of another site may send samples at all, if a person allows it."""

    origin: Origin
    allowed: bool


class SiteToken(Message):
    """The site that is to send samples, and at most which."""

    origin: Origin
    level: SiteLevel


class Presence(Message):
    """How many accounts asked anything within a minute, the asker's among them."""

    online: Count
