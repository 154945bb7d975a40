"""The things of GeoReport v2 as values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

LISTS = ("singlevaluelist", "multivaluelist")
DATATYPES = ("string", "number", "datetime", "text", *LISTS)
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")  # a comma would break the lists, a slash the path
STATUSES = ("open", "closed")
# mySociety's words for updates; in requests there are open and closed only
UPDATE_STATUSES = (
    "OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "PLANNED", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE",
    "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "CANCELLED", "REOPEN",
    "UNCHANGED",
)  # fmt: skip


@dataclass(frozen=True)
class Error:
    """A no: the HTTP status, a word for programs and a sentence for people."""

    status: int
    code: str
    description: str


@dataclass(frozen=True)
class Attribute:
    """One question of a service. `values` are (key, name) of a list; `automated` is mySociety's, "" for none."""

    code: str
    datatype: str
    description: str
    required: bool = False
    variable: bool = True  # False is only text to show
    datatype_description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    automated: str = ""

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or self.datatype not in DATATYPES:
            raise ValueError(f"{self.code}: code or datatype is not of the standard")
        if (self.datatype in LISTS) != bool(self.values):
            raise ValueError(f"{self.code}: a list has values, and nothing else has")


@dataclass(frozen=True)
class Service:
    """One kind of request that is offered. `kind` says what a post is answered by: realtime, batch, blackbox."""

    code: str
    name: str
    description: str = ""
    kind: str = "realtime"
    keywords: tuple[str, ...] = ()
    group: str = ""
    attributes: tuple[Attribute, ...] = ()

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or self.kind not in ("realtime", "batch", "blackbox"):
            raise ValueError(f"{self.code}: code or type is not of the standard")


@dataclass(frozen=True)
class Receipt:
    """The answer to a post: an id or a token, never both; a blackbox has neither."""

    request_id: str = ""
    token: str = ""
    notice: str = ""

    def __post_init__(self) -> None:
        if self.request_id and self.token:
            raise ValueError("an id or a token, never both")


@dataclass(frozen=True)
class Ticket:
    """What a token stands for; the id is "" while there is none."""

    token: str
    request_id: str = ""


@dataclass(frozen=True)
class Request:
    """A request as anybody may read it: nothing in here names a person."""

    request_id: str
    status: str
    service_name: str
    service_code: str
    requested_at: datetime
    updated_at: datetime
    description: str = ""
    status_notes: str = ""
    agency: str = ""
    notice: str = ""
    expected_at: datetime | None = None
    address: str = ""
    address_id: str = ""
    zipcode: str = ""
    lat: float | None = None
    long: float | None = None
    media_url: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"{self.status}: a request is open or closed")


@dataclass(frozen=True)
class Update:
    """Something that happened to a request. `extras` are further elements, such as fixmystreet_id."""

    update_id: str
    request_id: str
    status: str
    updated_at: datetime
    description: str = ""
    media_url: str = ""
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Submission:
    """A post that holds: what somebody asks for. What is personal in it is never read out again."""

    service_code: str
    description: str = ""
    lat: float | None = None
    long: float | None = None
    address: str = ""
    address_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    device_id: str = ""
    account_id: str = ""
    media_urls: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The sender's own number of it: a second post with the same is the same request."""
        return next(iter(self.attributes.get("fixmystreet_id", ())), "")

    @property
    def name(self) -> str:
        """The whole name; family name first where it is Chinese.

        >>> Submission("x", first_name="Ann", last_name="Lee").name, Submission("x", first_name="小明", last_name="王").name
        ('Ann Lee', '王小明')
        """
        if (self.first_name + self.last_name).isascii():
            return f"{self.first_name} {self.last_name}".strip()
        return f"{self.last_name}{self.first_name}"


@dataclass(frozen=True)
class Posted:
    """An update that the sender made on its side."""

    request_id: str
    update_id: str
    status: str  # one of UPDATE_STATUSES
    updated_at: datetime
    description: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    media_urls: tuple[str, ...] = ()
