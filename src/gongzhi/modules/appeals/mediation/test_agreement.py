"""人民调解协议书, and who may read it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.erasing import erase
from gongzhi.modules.appeals.conftest import AT
from gongzhi.modules.appeals.mediation.conftest import CONTENT, WORDS, Mediation
from gongzhi.modules.appeals.mediation.models import Dispute
from gongzhi.modules.appeals.mediation.queries import with_light

SAID = {
    "facts": WORDS,
    "content": CONTENT,
    "duties": "新墙越界，乙方负主要责任。\n甲方态度生硬。",
    "how": "当面付清",
}


def read(dispute: Dispute) -> list[str]:
    with open_content(dispute.agreement.attachment) as file:
        return [one.text for one in Document(BytesIO(file.read())).paragraphs if one.text.strip()]


def client(officer: Officer) -> Client:
    found = Client()
    found.force_login(officer)
    return found


def test_it_says_what_the_law_lists_and_who_agreed(county: Mediation) -> None:
    dispute = county.move(county.agreed(), "write_agreement", **SAID)

    text = read(dispute)
    assert dispute.agreement.number == "清泽民调〔2026〕1号"
    assert [one for one in text if one[1:2] == "、"] == [
        "一、当事人", "二、纠纷主要事实", "三、争议事项和各方责任", "四、协议内容", "五、履行方式",
    ]  # fmt: skip
    assert {"申请人：谢某，电话13800138000。", "被申请人：邹某。", "人民调解员（签名）：陶某某"} <= set(text)
    assert "双方可以在2026年4月1日前，共同向有管辖权的人民法院申请司法确认。" in text


def test_making_it_is_told_as_a_reading_of_each_party(county: Mediation) -> None:
    county.move(county.agreed(), "write_agreement", **SAID)

    assert Event.objects.filter(kind="access.revealed", actor=county.world.townsman).count() == 2


def test_written_anew_it_keeps_its_number_and_one_file(county: Mediation) -> None:
    dispute = county.move(county.agreed(), "write_agreement", **SAID)
    dispute = county.move(dispute, "write_agreement", **SAID | {"content": "双方各退一步，以老墙为界。"})

    assert (dispute.agreement.number, Attachment.objects.count()) == ("清泽民调〔2026〕1号", 1)
    assert "双方各退一步，以老墙为界。" in read(dispute)


def test_it_is_not_changed_while_the_court_has_it(county: Mediation) -> None:
    dispute = county.move(county.agreed(), "apply")

    with pytest.raises(MoveNotNow, match="已经申请司法确认"):
        county.move(dispute, "write_agreement", **SAID)


def test_only_those_who_mediate_it_read_it(county: Mediation) -> None:
    dispute = county.move(county.agreed(), "write_agreement", **SAID)
    page = f"/appeals/disputes/{dispute.number}/"

    ours = client(county.world.townsman)
    assert f"{page}agreement/docx/" in ours.get(page).content.decode()
    assert ours.get(f"{page}agreement/pdf/")["Content-Type"] == "application/pdf"
    leader = client(county.world.officer("xian", "贺县长", county.world.root, "leader"))
    answers = [
        leader.get(f"{page}agreement/docx/").status_code,
        leader.get(f"/files/{dispute.agreement.attachment_id}/").status_code,
    ]
    assert set(answers) <= {403, 404}


def test_erasing_a_party_takes_the_file_away(county: Mediation) -> None:
    dispute = county.move(county.agreed(), "write_agreement", **SAID)
    erase(people=[dispute.parties.first().person], ground="本人申请删除", by=county.world.head, at=AT)

    again = Dispute.objects.get(pk=dispute.pk)
    assert (again.agreement.attachment, again.agreement.number) == (None, "清泽民调〔2026〕1号")


def test_somebody_else_is_added_to_a_dispute(county: Mediation) -> None:
    dispute = county.move(
        county.mediating(), "add_party", side="other", name="谢某的弟弟", phone="13900139000"
    )

    assert [one.side for one in dispute.parties.all()] == ["applicant", "respondent", "other"]
    assert dispute.people == 3


def test_a_secret_caller_is_no_party_by_name(county: Mediation) -> None:
    appeal = county.world.appeal(
        "邻居占道堆物，多次争吵，请调解。", confidential=True, place_code="349921100200"
    )
    county.world.move(appeal, "mediate", by=county.world.sender, kind="neighbour", level="town")

    dispute = Dispute.objects.get()
    assert [one.person.label for one in dispute.parties.all()] == ["保*"]


def test_what_was_agreed_in_time_is_not_late_but_its_visits_may_be(county: Mediation) -> None:
    dispute = county.agreed(on=date(2026, 3, 2))
    days = [AT + timedelta(days=n) for n in (6, 7, 9)]
    assert [with_light(Dispute.objects.all(), at).get().light for at in days] == ["green", "yellow", "red"]

    dispute = county.move(dispute, "visit", at=days[2], performed="yes", stable="yes", note="没有再起争执。")
    assert with_light(Dispute.objects.all(), days[2]).get().light == "green"
