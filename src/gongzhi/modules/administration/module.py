"""What administration adds to the system. The three administrators are kept apart (GB/T 22239)."""

from gongzhi.kernel.modules import MenuItem, Module, PermissionBundle

ORG = "administration.org"
OFFICERS = "administration.officers"
POLICY = "administration.policy"
TEMPLATES = "administration.templates"
CHANNELS = "administration.channels"
RUNNING = "administration.running"
GRANTS = "administration.grants"
TOKENS = "administration.tokens"
AUDIT = "administration.audit"
LOG = "administration.log"
REVEAL = "administration.reveal"

MODULE = Module(
    name="administration",
    label="系统管理",
    order=90,
    permissions={
        ORG: "管理单位、地方和职务",
        OFFICERS: "管理人员账号",
        POLICY: "管理参数和工作日历",
        TEMPLATES: "管理公文模板",
        CHANNELS: "管理消息通道和投递",
        RUNNING: "查看运行情况、处理失败的任务",
        GRANTS: "授权和撤权",
        TOKENS: "查看和撤销接口令牌",
        AUDIT: "查看登录记录和授权",
        LOG: "查看和校验操作日志",
        REVEAL: "查看日志里的个人信息",
    },
    sets=(
        PermissionBundle("system_admin", "系统管理员", (ORG, OFFICERS, POLICY, CHANNELS, RUNNING), "system"),
        PermissionBundle("security_admin", "安全管理员", (GRANTS, TOKENS), "security"),
        PermissionBundle("auditor", "审计员", (AUDIT, LOG, REVEAL), "audit"),
        # no administrator's: what a paper says is the office's business
        PermissionBundle("paper_editor", "公文模板管理员", (TEMPLATES,)),
        PermissionBundle("office_head", "督查负责人", (TEMPLATES,)),
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
        MenuItem("公文模板", "administration:papers", TEMPLATES, icon="file-type-docx", order=81),
        MenuItem("消息通道", "administration:channels", CHANNELS, icon="send", order=82),
        MenuItem("投递问题", "administration:troubles", CHANNELS, icon="mail", order=84),
        MenuItem("运行情况", "administration:running", RUNNING, icon="dashboard", order=86),
        MenuItem("授权", "administration:holdings", GRANTS, icon="key", order=90),
        MenuItem("待授权人员", "administration:ungranted", GRANTS, icon="user-plus", order=95),
        MenuItem("权限集", "administration:sets", GRANTS, icon="shield", order=100),
        MenuItem("接口令牌", "administration:tokens", TOKENS, icon="key", order=105),
        MenuItem("操作日志", "administration:log", LOG, icon="list-details", order=106),
        MenuItem("日志校验", "administration:verifications", LOG, icon="shield-check", order=108),
        MenuItem("登录记录", "administration:sign-ins", AUDIT, icon="history", order=110),
        MenuItem("授权情况", "administration:audit-holdings", AUDIT, icon="key", order=120),
    ),
    urls="gongzhi.modules.administration.urls",
)
