"""What changes in who may do what, and who came in. Announced as org's facts are; see `org.facts`."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.org.facts import announce, announce_all, fact, facts, on_change

__all__ = ["announce", "announce_all", "fact", "facts", "on_change"]


@fact("access.granted", "授权", personal=("name",))
@dataclass(frozen=True)
class Granted:
    officer: int
    name: str
    set: str
    label: str
    within: str  # the unit and place it reaches, in words
    from_on: str
    to_on: str = ""

    def sentence(self) -> str:
        until = f"至{self.to_on}" if self.to_on else ""
        return f"授予{self.name}“{self.label}”，范围{self.within}，自{self.from_on}起{until}"


@fact("access.ended", "撤权", personal=("name",))
@dataclass(frozen=True)
class Ended:
    officer: int
    name: str
    set: str
    label: str
    on: str

    def sentence(self) -> str:
        return f"{self.name}的“{self.label}”自{self.on}起停止"


@fact("access.set_changed", "权限集变更")
@dataclass(frozen=True)
class SetChanged:
    set: str
    label: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def sentence(self) -> str:
        return f"权限集“{self.label}”增加{len(self.added)}项、减少{len(self.removed)}项权限"


@fact("access.account_created", "开通账号", personal=("name", "username"))
@dataclass(frozen=True)
class AccountCreated:
    officer: int
    name: str
    username: str
    unit: int

    def sentence(self) -> str:
        return f"为{self.name}开通账号{self.username}"


@fact("access.account_changed", "账号变更", personal=("name",))
@dataclass(frozen=True)
class AccountChanged:
    """`what`: edited, stopped, started."""

    officer: int
    name: str
    what: str

    def sentence(self) -> str:
        words = {"stopped": "停用了{}的账号", "started": "启用了{}的账号"}
        return words.get(self.what, "修改了{}的账号资料").format(self.name)


@fact("access.password_reset", "重置密码", personal=("name",))
@dataclass(frozen=True)
class PasswordReset:
    officer: int
    name: str

    def sentence(self) -> str:
        return f"重置了{self.name}的密码"


@fact("access.signed", "登录", personal=("username", "address"))
@dataclass(frozen=True)
class Signed:
    """Somebody knocked at the door; `outcome` is a code of models.Outcome."""

    outcome: str
    words: str
    username: str
    address: str
    officer: int | None = None

    def sentence(self) -> str:
        where = f"（{self.address}）" if self.address else ""
        return f"{self.username}{self.words}{where}"


@fact("access.revealed", "查看个人信息", personal=("purpose",))
@dataclass(frozen=True)
class Revealed:
    """Personal data was shown in the clear. `row` as "people.resident:17"; never the data itself."""

    row: str
    fields: tuple[str, ...]
    purpose: str

    def sentence(self) -> str:
        return f"查看了{self.row}的{'、'.join(self.fields)}，用途：{self.purpose}"


@fact("access.codes_turned", "启停动态验证码", personal=("name",))
@dataclass(frozen=True)
class CodesTurned:
    officer: int
    name: str
    on: bool

    def sentence(self) -> str:
        return f"{self.name}{'启用' if self.on else '停用'}了动态验证码"
