"""What `./gongzhi bench` measures of appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from gongzhi.kernel.people.sealing import seal
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.flow import APPEAL

HOTLINE = (
    "appeals.view",
    "appeals.register",
    "appeals.dispatch",
    "appeals.review",
    "appeals.callback",
    "appeals.reveal",
    "appeals.press",
    "appeals.rank",
)
KINDS = 24
TEXT = "楼前的垃圾桶满了好几天没有人收，味道很大，夏天蚊虫很多，老人和孩子都不敢从旁边走，希望尽快清运并定期消毒。"
UNIT = ("appeals.view", "appeals.handle", "appeals.reveal")


class Appeals:
    flow = APPEAL
    permissions = {"clerk": HOTLINE, "handler": UNIT, "townsman": UNIT, "leader": HOTLINE}
    sizes = (100_000, 5_000_000)
    open_share = 0.01  # an appeal lives for days, a task for years
    pages = (
        ("诉求清单（热线）", "/appeals/", "clerk"),
        ("诉求清单（热线，第101页）", "/appeals/", "clerk", 100),
        ("诉求清单（热线，投诉且未结）", "/appeals/?type=complaint&state=open", "clerk"),
        ("诉求清单（热线，超期未办）", "/appeals/?light=overdue", "clerk"),
        ("诉求清单（热线，待派单）", "/appeals/?desk=dispatch", "clerk"),
        ("诉求清单（热线，按事项）", "/appeals/?category=1", "clerk"),
        ("诉求清单（单位）", "/appeals/", "handler"),
        ("诉求清单（单位，第21页）", "/appeals/", "handler", 20),
        ("诉求清单（单位，本单位未结）", "/appeals/?mine=1&state=open", "handler"),
        ("承办人待办", "/worklist/", "handler"),
    )

    def creation(self, n: int) -> tuple[str, dict[str, Any]]:
        """The n-th call to the hotline, with a caller's name and number."""
        body = {
            "text": f"{n % 90 + 1}号楼前的垃圾桶满了{n}天没有人收，味道很大，希望尽快清运。",
            "type": "complaint",
            "channel": "phone",
            "name": "来电人",
            "phone": f"139{n:08d}",
            "place": f"3499211{n % 15 + 1:02d}000",
            "address": f"人民路{n % 300 + 1}号",
        }
        return "appeals", body

    owns = ("appellant",)

    def fill(self, first: int, last: int, at: datetime) -> None:
        """An appeal for each matter, of a caller who told a name and a number; every fourth number told more than once."""
        kinds = [Category(pk=n, code=f"B{n:02d}", major="市容", name=f"第{n}类") for n in range(1, KINDS + 1)]
        Category.objects.bulk_create(kinds, ignore_conflicts=True)
        name, phone, text = seal("来电人"), seal("13900000000"), seal(TEXT)
        with connection.cursor() as cursor:
            cursor.execute(_PEOPLE, [name, phone, first, last])
            cursor.execute(_APPEALS, [text, first, last])
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence('people_person', 'id'), %s)", [last])


_PEOPLE = """
    INSERT INTO people_person (id, name, phone, identity, phone_index, identity_index, masked_name, masked_phone, at)
    SELECT id, %s, %s, '', 'b' || CAST(id %% 3000017 AS varchar), '', '来**', '139****0000', opened_at
    FROM flow_matter WHERE id BETWEEN %s AND %s
"""
# a month of a hotline: complaints half, questions a third; a quarter called back
_APPEALS = f"""
    INSERT INTO appeals_appeal (matter_id, type, channel, category_id, urgency, complex, text, address, appellant_id,
        anonymous, confidential, reply_way, code, outside_number, same_key, ground, guided_to, dispatches, returns, redos,
        extensions, designated, responded, replied_at, in_time, calls, solved, satisfied, merit, hard)
    SELECT id,
        CASE WHEN id %% 100 < 51 THEN 'complaint' WHEN id %% 100 < 85 THEN 'consult' WHEN id %% 100 < 88 THEN 'help'
            ELSE 'other' END,
        CASE WHEN id %% 10 < 8 THEN 'phone' ELSE 'portal' END, id %% {KINDS} + 1,
        CASE WHEN id %% 500 = 0 THEN 'urgent_2' ELSE 'normal' END, false, %s, '', id,
        false, false, 'phone', 'B' || CAST(id AS varchar), '', 'b' || CAST(id AS varchar), '', '', 1,
        CASE WHEN id %% 20 = 0 THEN 1 ELSE 0 END, CASE WHEN id %% 30 = 0 THEN 1 ELSE 0 END, 0, false, id %% 50 <> 0,
        closed_at, CASE WHEN closed_at IS NULL THEN NULL ELSE closed_at <= due_at END, 1,
        CASE WHEN closed_at IS NULL OR id %% 4 <> 0 THEN '' WHEN id %% 40 = 0 THEN 'no' ELSE 'full' END,
        CASE WHEN closed_at IS NULL OR id %% 4 <> 0 THEN '' WHEN id %% 40 = 0 THEN 'no' ELSE 'yes' END, '', false
    FROM flow_matter WHERE id BETWEEN %s AND %s
"""
BENCH = Appeals()
