"""Files by URL, and the gates before an upload."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from gongzhi.kernel.clock import now
from gongzhi.kernel.files import actions
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.samples import picture, upload
from gongzhi.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@login_required
def receive(request: HttpRequest) -> HttpResponse:
    """A page with a form of one text and one file, as a module would write it."""
    try:
        kept = actions.store(request.FILES.get("file"), by=request.user, at=now())
    except Refusal as refusal:
        return HttpResponse(f"{request.POST['note']}|{refusal}", status=refusal.status)
    return HttpResponse(f"{request.POST['note']}|{kept.name}")


urlpatterns = [path("files/", include("gongzhi.kernel.files.urls")), path("receive/", receive)]


@pytest.fixture(autouse=True)
def plain_site(settings: Any) -> None:
    """Sessions, sign-in and the gate, and nothing else of the site."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "gongzhi.kernel.files.middleware.UploadGate",
    ]
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
    settings.LOGIN_URL = "/login/"


@pytest.fixture
def client(officer: Any) -> Client:
    browser = Client()
    browser.force_login(officer, "gongzhi.kernel.access.backend.Backend")
    return browser


def test_download_gives_the_bytes_and_the_chinese_name(client: Client, officer: Any, at: datetime):
    kept = actions.store(upload("关于清淤的通知.txt", "清淤".encode()), by=officer, at=at)

    answer = client.get(f"/files/{kept.pk}/")

    assert b"".join(answer) == "清淤".encode()
    assert answer["Content-Disposition"] == (
        'attachment; filename="file.txt"; '
        "filename*=UTF-8''%E5%85%B3%E4%BA%8E%E6%B8%85%E6%B7%A4%E7%9A%84%E9%80%9A%E7%9F%A5.txt"
    )
    assert (answer["X-Content-Type-Options"], answer["Content-Length"]) == ("nosniff", "6")
    assert answer["Content-Security-Policy"].startswith("sandbox;")


def test_file_of_another_is_not_found(client: Client, stranger: Any, at: datetime):
    kept = actions.store(upload("说明.txt", b"x"), by=stranger, at=at)

    assert client.get(f"/files/{kept.pk}/").status_code == 404
    assert client.get(f"/files/{kept.pk}/preview/").status_code == 404
    assert client.get("/files/999999/").status_code == 404


def test_visitor_is_sent_to_sign_in(at: datetime, officer: Any):
    kept = actions.store(upload("说明.txt", b"x"), by=officer, at=at)

    assert Client().get(f"/files/{kept.pk}/").status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "how", "media_type"),
    [
        ("照片.png", picture(), "inline", "image/png"),
        ("说明.txt", "清淤三公里，完成百分之八十".encode("gb18030"), "inline", "text/plain; charset=gb18030"),
        ("页.html", b"<html><script>alert(1)</script>", "attachment", "text/html"),
    ],
    ids=["picture", "text", "page"],
)
def test_preview_shows_what_is_safe_to_show(
    client: Client, officer: Any, at: datetime, name: str, content: bytes, how: str, media_type: str
):
    kept = actions.store(upload(name, content), by=officer, at=at)

    answer = client.get(f"/files/{kept.pk}/preview/")

    assert b"".join(answer) == content
    assert answer["Content-Disposition"].split(";")[0] == how
    assert answer["Content-Type"] == media_type


def test_known_content_is_not_sent_again(client: Client, officer: Any, at: datetime):
    kept = actions.store(upload("照片.png", picture()), by=officer, at=at)
    first = client.get(f"/files/{kept.pk}/preview/")

    assert (
        client.get(f"/files/{kept.pk}/preview/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    )


def test_upload_over_the_file_limit_keeps_the_form(client: Client, settings: Any, shelf: Path):
    settings.FILES_LIMIT_MB = 3
    big = upload("长.txt", b"x" * 3_300_000)

    answer = client.post("/receive/", {"note": "已填写", "file": big})

    assert answer.status_code == 413
    assert (
        answer.content.decode() == "已填写|“长.txt”超过 3 MB 的上限。请压缩图片、拆分文件，或只上传有关部分。"
    )
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_upload_of_middling_size_is_spooled_and_kept(client: Client, shelf: Path):
    answer = client.post("/receive/", {"note": "已填写", "file": upload("长.txt", b"x" * 3_300_000)})

    assert (answer.status_code, answer.content.decode()) == (200, "已填写|长.txt")
    assert [path.name for path in shelf.rglob("*") if path.is_file()] == [Attachment.objects.get().blob_id]


def test_disk_that_fills_while_the_request_comes_keeps_the_form(client: Client, shelf: Path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        answer = client.post("/receive/", {"note": "已填写", "file": upload("长.txt", b"x" * 3_300_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert answer.content.decode().startswith("已填写|磁盘空间不足")
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_request_that_is_too_long_is_refused_unread(client: Client, settings: Any):
    settings.FILES_REQUEST_MB = 5
    page = client.post(
        "/receive/",
        {"note": "x", "file": upload("长.txt", b"x" * 6_000_000)},
        headers={"Accept": "text/html"},
    )
    problem = client.post("/receive/", {"note": "x", "file": upload("长.txt", b"x" * 6_000_000)})

    assert page.status_code == 413
    assert "这次上传共 5.7 MB，超过 5 MB 的上限" in page.content.decode()
    assert problem.json()["type"] == "urn:gongzhi:files.upload_too_large"


def test_visitor_may_send_less(settings: Any, officer: Any, client: Client):
    settings.FILES_ANONYMOUS_MB = 5
    long = {"note": "x", "file": upload("长.txt", b"x" * 6_000_000)}

    assert Client().post("/receive/", long).status_code == 413


def test_upload_that_would_fill_the_disk_is_refused_unread(client: Client, settings: Any):
    settings.FILES_RESERVE_MB = 10**9
    answer = client.post("/receive/", {"note": "x", "file": upload("长.txt", b"x" * 6_000_000)})

    assert answer.status_code == 429
    assert answer.json()["title"].startswith("磁盘空间不足")
