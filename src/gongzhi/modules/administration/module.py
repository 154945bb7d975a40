"""What administration adds to the system. The three administrators are kept apart (GB/T 22239)."""

from gongzhi.kernel.modules import MenuItem, Module, PermissionBundle

ORG = "administration.org"
OFFICERS = "administration.officers"
POLICY = "administration.policy"
GRANTS = "administration.grants"
AUDIT = "administration.audit"

MODULE = Module(
    name="administration",
    label="系统管理",
    order=90,
    permissions={
        ORG: "管理单位、地方和职务",
        OFFICERS: "管理人员账号",
        POLICY: "管理参数和工作日历",
        GRANTS: "授权和撤权",
        AUDIT: "查看登录记录和授权",
    },
    sets=(
        PermissionBundle("system_admin", "系统管理员", (ORG, OFFICERS, POLICY), "system"),
        PermissionBundle("security_admin", "安全管理员", (GRANTS,), "security"),
        PermissionBundle("auditor", "审计员", (AUDIT,), "audit"),
    ),
    menu=(
        MenuItem("我的账号", "administration:account", "signed-in", group="我的", icon="user", order=90),
        MenuItem("单位", "administration:units", ORG, icon="building", order=10),
        MenuItem("单位组", "administration:groups", ORG, icon="list-details", order=20),
        MenuItem("地方", "administration:places", ORG, icon="map", order=30),
        MenuItem("职务", "administration:posts", ORG, icon="award", order=40),
        MenuItem("领导小组", "administration:leading-groups", ORG, icon="users", order=50),
        MenuItem("人员账号", "administration:officers", OFFICERS, icon="user", order=60),
        MenuItem("参数", "administration:parameters", POLICY, icon="adjustments", order=70),
        MenuItem("工作日历", "administration:calendar", POLICY, icon="calendar", order=80),
        MenuItem("授权", "administration:holdings", GRANTS, icon="key", order=90),
        MenuItem("待授权人员", "administration:ungranted", GRANTS, icon="user-plus", order=95),
        MenuItem("权限集", "administration:sets", GRANTS, icon="shield", order=100),
        MenuItem("登录记录", "administration:sign-ins", AUDIT, icon="history", order=110),
        MenuItem("授权情况", "administration:audit-holdings", AUDIT, icon="key", order=120),
    ),
    urls="gongzhi.modules.administration.urls",
)
