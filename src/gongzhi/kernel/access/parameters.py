"""Dated values of this package."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter, declare

SOURCE = "系统默认；参照GB/T 22239-2019第三级身份鉴别要求"
GROUP = "登录与密码"

PARAMETERS = (
    Parameter("access.idle_minutes", "无操作自动退出", 30, SOURCE, int, "分钟", GROUP, least=5, most=480),
    Parameter("access.absolute_hours", "单次登录最长时间", 12, SOURCE, int, "小时", GROUP, least=1, most=72),
    Parameter("access.sessions", "同一账号同时登录数", 3, SOURCE, int, "处", GROUP, least=1, most=20),
    Parameter("access.lock_failures", "账号连续输错几次锁定", 5, SOURCE, int, "次", GROUP, least=3, most=20),
    Parameter(
        "access.lock_address_failures",
        "同一地址输错几次锁定",
        50,
        SOURCE,
        int,
        "次",
        GROUP,
        help="一个单位往往共用一个出口地址，宜远大于单个账号的次数。",
        least=5,
        most=1000,
    ),
    Parameter("access.lock_minutes", "锁定多久", 15, SOURCE, int, "分钟", GROUP, least=1, most=1440),
    Parameter("access.password_length", "密码最短长度", 10, SOURCE, int, "位", GROUP, least=8, most=64),
)


def register() -> None:
    declare(*PARAMETERS)
