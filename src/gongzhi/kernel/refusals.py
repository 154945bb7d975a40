"""How anything says no: what is wrong, with which value, and the way out."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar


class Kind(Enum):
    """Why it is a no; the value is the HTTP status that says the same."""

    INVALID = 422
    FORBIDDEN = 403
    ABSENT = 404
    CONFLICT = 409
    TOO_LARGE = 413
    BUSY = 429


class Refusal(Exception):
    """An expected no. Anything else that raises is a bug.

    A subclass names a stable `code`, a `kind` and a Chinese `message` whose fields are filled from the
    keyword values; `field` names the input that has to change, when there is one.

    >>> class TooShort(Refusal):
    ...     code, message = "appeals.too_short", "答复至少{least}个字，现在{length}个字。"
    >>> str(TooShort(field="reply", least=10, length=2))
    '答复至少10个字，现在2个字。'
    """

    code: ClassVar[str] = "refused"
    kind: ClassVar[Kind] = Kind.INVALID
    message: ClassVar[str] = "不能办理。"

    def __init__(self, *, field: str = "", **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(self.message.format(**values))

    @property
    def status(self) -> int:
        return self.kind.value

    def problem(self) -> dict[str, Any]:
        """The refusal as an RFC 9457 problem object."""
        body: dict[str, Any] = {"type": f"urn:gongzhi:{self.code}", "title": str(self), "status": self.status}
        if self.field:
            body["field"] = self.field
        return body
