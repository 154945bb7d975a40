from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.urls import path

from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.conftest import browser_of
from gongzhi.kernel.web.fields import FilesField, TextField, UnitField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.urls import urlpatterns as frame

pytestmark = pytest.mark.urls(__name__)
DONE: list[dict[str, Any]] = []


class TooShort(Refusal):
    code = "test.too_short"
    message = "答复至少10个字，现在{length}个。"


class Changed(Refusal):
    code = "test.changed"
    kind = Kind.CONFLICT
    message = "林乙刚刚签收。"


class Forbidden(Refusal):
    kind = Kind.FORBIDDEN
    message = "不是您的任务。"


class ReplyForm(forms.Form):
    text = TextField(label="答复", max_length=50, help_text="写清结果")
    unit = UnitField(label="单位", required=False)
    files = FilesField(label="附件", required=False, most=2, limit_mb=1)


def reply(*, text: str, by: Any, at: Any, version: int, **fields: Any) -> SimpleNamespace:
    if text == "短":
        raise TooShort(field="text", length=1)
    if text == "撞":
        raise Changed
    if text == "禁":
        raise Forbidden
    DONE.append({"text": text, "by": by.username, "version": version})
    return SimpleNamespace(text=text)


@guard(SIGNED_IN)
def page(request: HttpRequest) -> Any:
    return form_page(request, ReplyForm, reply, title="答复", done=lambda made: f"/done/{made.text}", version=7, message="已答复。")  # fmt: skip


urlpatterns = [path("reply", page), *frame]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def he(world):
    DONE.clear()
    return browser_of(world.he)


def test_the_form_shows_label_help_counter_and_tokens(he):
    text = he.get("/reply").content.decode()

    for part in ("必填", "写清结果", 'data-count="50"', 'name="_once"', 'name="_version" value="7"'):
        assert part in text


def test_a_good_form_calls_the_action_once_and_goes_on(he):
    response = he.post("/reply", {"text": "好", "_version": "7"})

    assert (response.status_code, response["Location"]) == (303, "/done/%E5%A5%BD")
    assert DONE == [{"text": "好", "by": "he", "version": 7}]


def test_htmx_is_sent_on_by_header(he):
    response = he.post("/reply", {"text": "ok", "_version": "7"}, headers=HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (200, "/done/ok")


def test_a_form_with_errors_comes_back_with_what_was_typed(he):
    response = he.post("/reply", {"text": "", "unit": "", "_version": "7"}, headers=HTMX)
    text = response.content.decode()

    assert response.status_code == 422
    assert text.lstrip().startswith("<form")
    assert 'href="#id_text"' in text
    assert 'aria-invalid="true"' in text


def test_a_refusal_stands_at_the_field_that_it_names(he):
    response = he.post("/reply", {"text": "短", "_version": "7"})

    assert response.status_code == 422
    assert response.context["form"].errors["text"] == ["答复至少10个字，现在1个。"]
    assert ">短</textarea>" in response.content.decode().replace("\n", "")


def test_a_conflict_is_told_and_the_next_try_carries_the_present_version(he):
    response = he.post("/reply", {"text": "撞", "_version": "3"})

    assert (response.status_code, 'name="_version" value="7"' in response.content.decode()) == (409, True)


def test_a_forbidden_action_gets_the_error_page(he):
    assert he.post("/reply", {"text": "禁", "_version": "7"}).status_code == 403


def test_a_form_without_its_version_is_refused(he):
    response = he.post("/reply", {"text": "好"})

    assert (response.status_code, DONE) == (422, [])


def test_the_same_submission_twice_is_carried_out_once(he):
    body = {"text": "好", "_version": "7", "_once": "k1"}
    first, second = he.post("/reply", body), he.post("/reply", body)

    assert len(DONE) == 1
    assert (second.status_code, second["Location"]) == (first.status_code, first["Location"])


def test_a_corrected_form_may_use_its_token_again(he):
    he.post("/reply", {"text": "短", "_version": "7", "_once": "k2"})
    he.post("/reply", {"text": "长多了", "_version": "7", "_once": "k2"})

    assert [done["text"] for done in DONE] == ["长多了"]


def test_too_many_and_too_large_files_are_refused_by_name(he):
    def upload(name: str, size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, b"x" * size)

    many = ReplyForm({"text": "好"}, {"files": [upload(f"{n}.txt", 1) for n in range(3)]})
    large = ReplyForm({"text": "好"}, {"files": [upload("大.txt", 2**20 + 1)]})

    assert many.errors["files"] == ["一次最多2个文件，现在3个。请分几次上传。"]
    assert large.errors["files"] == ["“大.txt”超过1 MB。请压缩或拆分后再传。"]
