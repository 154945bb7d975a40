"""The menu of appeals; each part adds its line."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem
from gongzhi.modules.appeals.desk.queries import waiting
from gongzhi.modules.appeals.topics.queries import proposals_waiting

MENU = (
    MenuItem("受理登记", "appeals:intake", "appeals.register", icon="phone", order=10, home=20),
    MenuItem("诉求清单", "appeals:appeals", "appeals.view", icon="messages", order=20),
    MenuItem(
        "待派单",
        "appeals:to_dispatch",
        "appeals.dispatch",
        icon="send",
        order=30,
        badge=waiting("dispatch", "return"),
    ),
    MenuItem(
        "待回访", "appeals:to_call", "appeals.callback", icon="phone", order=40, badge=waiting("callback")
    ),
    MenuItem("民声总览", "appeals:overview", "appeals.rank", icon="chart-bar", order=50),
    MenuItem("民声排名", "appeals:rank", "appeals.rank", icon="trophy", order=60),
    MenuItem("诉求通报", "appeals:circulars", "appeals.rank", icon="file-text", order=65),
    MenuItem(
        "热点专题", "appeals:topics", "appeals.rank", icon="trending-up", order=70, badge=proposals_waiting
    ),
    MenuItem("吹哨报到", "appeals:whistles", "appeals.whistles", icon="speakerphone", order=75),
    MenuItem("矛盾纠纷", "appeals:disputes", "appeals.disputes", icon="scale", order=80),
    MenuItem("百姓说事点", "appeals:points", "appeals.disputes", icon="home", order=82),
    MenuItem("调解员", "appeals:mediators", "appeals.mediation_lists", icon="users", order=84),
    MenuItem("调解室", "appeals:rooms", "appeals.mediation_lists", icon="building-community", order=86),
    MenuItem("分派目录", "appeals:directory", "appeals.view", icon="sitemap", order=90),
    MenuItem("开放接口", "appeals:offers", "appeals.directory", icon="link", order=95),
)
