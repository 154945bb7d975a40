"""The sheet of first passwords: one slip for each account, to be cut apart and handed over in person."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Paper, Paragraph, Strips, When
from ..wording import cn_date
from .parts import need


@dataclass(frozen=True)
class Account:
    unit: str
    name: str
    username: str
    password: str


@dataclass(frozen=True)
class PasswordSheet:
    """首次口令单. address: of the system, as a person types it."""

    county: str
    accounts: tuple[Account, ...]
    made_on: When
    address: str = ""


def password_sheet(v: PasswordSheet) -> Paper:
    need(v, county="县名", accounts="账号")
    rule = "沿虚线裁开，当面交给本人。首次登录须修改口令，登录后请销毁。"
    return Paper(
        form="plain", title=f"{v.county}账号首次口令单", page_numbers=True, signed_on="",
        body=(
            Paragraph(f"{cn_date(v.made_on)}生成，共{len(v.accounts)}个账号。{rule}", keep=True),
            Strips(tuple(_slip(account, v.address) for account in v.accounts), "共治平台首次登录", mono=("账号", "口令")),
        ),
    )  # fmt: skip


def _slip(account: Account, address: str) -> tuple[tuple[str, str], ...]:
    facts = (
        ("单位", account.unit),
        ("姓名", account.name),
        ("账号", account.username),
        ("口令", account.password),
    )
    return tuple((label, text) for label, text in (*facts, ("网址", address)) if text)
