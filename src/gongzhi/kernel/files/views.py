"""Files by URL: the access rule decides; what is not the reader's is not there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags, quote_etag
from django.views.decorators.http import require_safe

from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.files import kinds, queries
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.rules import MEGABYTE, content_disposition

# Nothing in a stored file may run, load or send anything, even when a browser shows it
POLICY = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"
# Chromium shows no PDF in a sandboxed page; its viewer runs nothing of the file's in our origin
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_LONGEST_TEXT = 4 * MEGABYTE  # longer texts are downloaded


@login_required
@require_safe
def download(request: HttpRequest, key: int) -> HttpResponse:
    """The file as it was given, to be saved."""
    return _serve(request, key, inline=False)


@login_required
@require_safe
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """The file in the browser when it is of a kind that is safe to show, else as a download."""
    return _serve(request, key, inline=True)


for _view in (download, preview):
    _view.permission = "signed-in"  # type: ignore[attr-defined]  # the owner of the file decides the rest


def _serve(request: HttpRequest, key: int, *, inline: bool) -> HttpResponse:
    try:
        attachment = queries.readable(request.user, key)
    except NotVisible as refusal:
        raise Http404(str(refusal)) from refusal
    return serve(request, attachment, inline=inline)


def serve(request: HttpRequest, attachment: Attachment, *, inline: bool) -> HttpResponse:
    """The file, once it is settled that the reader may have it. Raises: ContentMissing."""
    etag = quote_etag(attachment.blob_id)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponseNotModified(), attachment, inline=inline)
    content = queries.open_content(attachment)
    inline = inline and attachment.kind.inline and not _is_long_text(attachment)
    content_type = _content_type(attachment, content) if inline else attachment.blob.media_type
    response = FileResponse(content, content_type=content_type)
    response["Content-Length"] = attachment.blob.size
    return _dressed(response, attachment, inline=inline)


def _is_long_text(attachment: Attachment) -> bool:
    return attachment.kind.family == "text" and attachment.blob.size > _LONGEST_TEXT


def _content_type(attachment: Attachment, content: File) -> str:
    """The media type, with the encoding found in the file when it is text."""
    if attachment.kind.family != "text":
        return attachment.blob.media_type
    encoding = kinds.text_encoding(content).removesuffix("-sig") or "utf-8"
    content.seek(0)
    return f"{attachment.blob.media_type}; charset={encoding}"


def _dressed(response: HttpResponse, attachment: Attachment, *, inline: bool) -> HttpResponse:
    """The headers that keep a stored file from doing anything; private and asked for again each time."""
    response["ETag"] = quote_etag(attachment.blob_id)
    response["Last-Modified"] = http_date(attachment.at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition(attachment.name, inline=inline)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if inline and attachment.kind.name == "pdf" else POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
