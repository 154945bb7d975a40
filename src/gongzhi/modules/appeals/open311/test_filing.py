"""Filing by a program."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.support.errands import statements

from gongzhi.kernel.access.models import Holding
from gongzhi.kernel.clock import now
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.files.models import Attachment
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.models import Filed, Remark
from gongzhi.modules.appeals.open311.actions import set_offer
from gongzhi.modules.appeals.open311.conftest import ROOT, TEXT, Door
from gongzhi.modules.appeals.open311.refused import NotPublishable


def opened(appeal: Any) -> str:
    return str(appeal.text.open())


def test_post_is_an_appeal_with_everything_in_it(door: Door) -> None:
    number = door.filed(
        first_name="铁柱", last_name="赵", phone="13700009999", email="a@b.example", media_url="https://p.example/1.jpg",
        **{"attribute[lamps]": "3", "attribute[signs][]": ["dark", "blink"]},
    )  # fmt: skip
    appeal = Appeal.objects.get()

    assert (appeal.number, appeal.channel, appeal.category) == (number, "open311", door.lamps)
    assert opened(appeal) == (
        f"{TEXT}\n几盏不亮：3\n现象：不亮、闪烁\n图片：https://p.example/1.jpg\n电子邮箱：a@b.example"
    )
    assert Filed.objects.get().answers == {"lamps": ["3"], "signs": ["dark", "blink"]}
    assert appeal.appellant is not None


def test_repeated_attribute_without_brackets_is_a_list(door: Door) -> None:
    door.filed(**{"attribute[signs]": ["dark", "blink"]})

    assert Filed.objects.get().answers == {"signs": ["dark", "blink"]}


def test_xml_answers_with_the_id(door: Door) -> None:
    status, root = door.post("requests.xml")

    assert status == 200
    assert root.findtext("request/service_request_id") == Appeal.objects.get().number


@pytest.mark.parametrize(
    ("key", "code"), [("", "key_missing"), ("wrong", "key_wrong"), ("gz_wrong", "key_wrong")]
)
def test_without_a_right_key_nothing_is_taken(door: Door, key: str, code: str) -> None:
    assert door.code(door.post(api_key=key)) == (403, code)
    assert not Appeal.objects.exists()


def test_key_in_the_address_does_not_count(door: Door) -> None:
    assert door.code(door.post(f"requests.json?api_key={door.key}", api_key=None)) == (403, "key_missing")


def test_revoked_key_and_an_account_without_the_permission_are_refused(door: Door) -> None:
    ApiToken.objects.update(revoked_at=now())
    assert door.code(door.post()) == (403, "key_wrong")

    ApiToken.objects.update(revoked_at=None)
    Holding.objects.filter(officer=door.world.clerk).delete()
    assert door.post()[0] == 403


def test_refusals_are_told_in_both_formats(door: Door) -> None:
    assert door.code(door.post(service_code="E99")) == (404, "service_code_unknown")
    assert door.code(door.post(service_code="E13")) == (404, "service_code_unknown")  # not publishable
    assert door.code(door.post(lat="NaN")) == (400, "bad_location")
    status, root = door.post("requests.xml", description="路" * 4001)
    assert (status, root.findtext("error/code")) == (400, "description_too_long")


def test_four_thousand_characters_return_whole(door: Door) -> None:
    number = door.filed(description="垃" * 4000)

    assert door.get(f"requests/{number}.json")[1][0]["description"] == "垃" * 4000


def test_same_reference_is_the_same_request(door: Door) -> None:
    first = door.filed(**{"attribute[fixmystreet_id]": "4711"})
    second = door.filed(**{"attribute[fixmystreet_id]": "4711"})

    assert (first, Appeal.objects.count()) == (second, 1)
    assert door.filed(**{"attribute[fixmystreet_id]": "4712"}) != first


def test_the_same_told_twice_by_one_number_is_the_same_request(door: Door) -> None:
    first, second = door.filed(phone="13700009999"), door.filed(phone="13700009999")

    assert (first, Appeal.objects.count()) == (second, 1)


def test_nobody_sets_status_time_or_id(door: Door) -> None:
    number = door.filed(status="closed", service_request_id="X1", requested_datetime="2020-01-01T00:00:00Z")
    [found] = door.get(f"requests/{number}.json")[1]

    assert (found["status"], number == "X1", found["requested_datetime"] < "2021") == ("open", False, False)


def test_control_characters_break_no_list(door: Door) -> None:
    door.filed(description="垃圾\x0b没人\x00清理\x07", address_string="一\x0b号")

    root = door.get("requests.xml")[1]
    assert (root.findtext("request/description"), root.findtext("request/address")) == (
        "垃圾没人清理",
        "一号",
    )


def test_empty_description_is_the_services_name(door: Door) -> None:
    door.filed(description="")

    assert opened(Appeal.objects.get()) == "市容/暴露垃圾"


def test_address_id_is_a_place(door: Door) -> None:
    door.filed(lat="", long="", address_id="349921001001")
    assert Appeal.objects.get().matter.place_code == "349921001001"
    assert door.code(door.post(address_id="1")) == (400, "appeals.open311_address_unknown")


def test_position_outside_the_county_is_refused_once_boundaries_are_known(door: Door) -> None:
    square = [[116, 33], [117, 33], [117, 34], [116, 34], [116, 33]]
    door.world.street.bound({"type": "Polygon", "coordinates": [square]})
    door.world.street.save()

    assert door.code(door.post(lat="40", long="116.5")) == (400, "appeals.open311_position_outside")
    door.filed()
    assert Appeal.objects.get().matter.place_code == "349921001000"


def photo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "JPEG")
    return made.getvalue()


def parts(door: Door, **files: Any) -> Any:
    return door.client.post(f"{ROOT}/requests.xml", door.given() | files)


def test_photos_come_as_parts(door: Door) -> None:
    answer = parts(
        door,
        photo1=SimpleUploadedFile("1.jpg", photo(), "image/jpeg"),
        photo2=SimpleUploadedFile("2.jpg", photo(), "image/jpeg"),
        other=SimpleUploadedFile("3.jpg", photo(), "image/jpeg"),
    )

    assert answer.status_code == 200, answer.content.decode()
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["1.jpg", "2.jpg"]


def test_photo_that_is_none_is_refused_and_nothing_is_kept(door: Door) -> None:
    answer = parts(door, photo1=SimpleUploadedFile("1.jpg", b"not a photo at all", "image/jpeg"))

    assert answer.status_code == 400
    assert not Appeal.objects.exists()
    assert not Attachment.objects.exists()


def test_other_bodies_are_bad_requests(door: Door) -> None:
    def send(body: Any, content_type: str) -> int:
        return door.client.post(f"{ROOT}/requests.json", body, content_type=content_type).status_code

    form = "application/x-www-form-urlencoded"
    assert send("{}", "application/json") == 400
    assert send(b"description=%FF", form) == 400
    assert send(b"a=1&" * 400, form) == 400
    assert send(b"description=" + b"x" * 1_000_001, form) == 400
    assert send(b"--x\r\nbroken", "multipart/form-data") == 400


def test_too_many_posts_of_a_key_wait(door: Door) -> None:
    door.world.rule("appeals.open311.minute", 2)
    door.filed()
    door.filed()

    assert door.code(door.post()) == (400, "too_many")


def test_update_of_the_sender_is_kept_once_and_told_to_the_log(door: Door) -> None:
    sent = {
        "service_request_id": door.filed(), "update_id": "77", "status": "FIXED",
        "updated_datetime": "2026-03-02T09:00:00Z", "description": "已经有人清走了，谢谢", "first_name": "赵",
    }  # fmt: skip
    first, second = (
        door.post("servicerequestupdates.json", **sent),
        door.post("servicerequestupdates.json", **sent),
    )

    assert first == second == (200, [{"update_id": str(Remark.objects.get().pk)}])
    assert [one.sentence for one in Event.objects.filter(kind="appeals.outside_remark")] == [
        "来源平台补充（FIXED）：已经有人清走了，谢谢"
    ]
    assert door.get(f"requests/{sent['service_request_id']}.json")[1][0]["status"] == "open"


def test_update_of_what_cannot_be_read_is_absent(door: Door) -> None:
    sent = {"update_id": "1", "status": "OPEN", "updated_datetime": "2026-03-02T09:00:00Z"}

    assert door.code(door.post("servicerequestupdates.json", service_request_id="X", **sent))[0] == 404
    assert (
        door.code(door.post("servicerequestupdates.json", api_key="", service_request_id="X", **sent))[0]
        == 403
    )


def test_offer_is_for_publishable_categories(door: Door) -> None:
    with pytest.raises(NotPublishable):
        set_offer(category=door.world.categories["E13"], questions=[], by=None, at=now())
    with pytest.raises(ValueError, match="not of the standard"):
        set_offer(
            category=door.lamps,
            questions=[{"code": "a", "datatype": "x", "description": "b"}],
            by=None,
            at=now(),
        )


def test_filing_costs_twelve_statements(door: Door) -> None:
    door.filed(phone="13700009999")
    with statements() as told:
        door.filed(phone="13700009998", **{"attribute[fixmystreet_id]": "1"})

    assert len(told) <= 12, "\n".join(map(str, told))
