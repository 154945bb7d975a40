"""Two people at one template: no version lost, no choice overwritten unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support.threads import at_once

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.issuing import filled, word_file
from gongzhi.kernel.documents.models import PaperTemplate, TemplateUse
from gongzhi.kernel.documents.writing import Paper, Paragraph, docx
from gongzhi.kernel.documents.writing.kinds import PaperKind, kind, register
from gongzhi.kernel.org.models import Officer, Unit

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = local_day(AT)
KIND = kind("talk_notice")


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR, settings.FILES_RESERVE_MB = str(tmp_path / "files"), 0


@pytest.fixture
def officer(shelf: None, transactional_db: None) -> Officer:
    unit = Unit.objects.create(code="U01", name="清泽县人民政府办公室")
    return Officer.objects.create_user("mishu", "x", name="秘书甲", unit=unit)


def upload(by: Officer, words: str = "约谈{{ 约谈对象 }}") -> PaperTemplate:
    body = docx(Paper(form="plain", title="约谈", body=(Paragraph(words),)))
    file = SimpleUploadedFile("约谈.docx", body)
    return templates.upload(kind=KIND, file=file, by=by, at=AT)


def choose(template: PaperTemplate | None, by: Officer, version: int, days: int = 0) -> str:
    """How it went: 'done', or the refusal's code."""
    try:
        day = TODAY + timedelta(days=days)
        templates.choose(kind=KIND, template=template, from_on=day, version=version, by=by, at=AT)
    except (templates.TemplateMoved, templates.SameTemplate) as refusal:
        return refusal.code
    return "done"


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_are_two_versions(officer: Officer) -> None:
    at_once([partial(upload, officer, f"第{n}人的{{{{ 约谈对象 }}}}") for n in (1, 2)])

    assert sorted(PaperTemplate.objects.values_list("serial", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_two_choices_at_once_one_is_told_of_the_other(officer: Officer) -> None:
    first, second = upload(officer), upload(officer, "又一版{{ 约谈对象 }}")
    went = at_once([partial(choose, first, officer, 0), partial(choose, second, officer, 0)])

    assert sorted(went) == ["documents.template_moved", "done"]
    assert TemplateUse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_in_use_anyway_is_not_chosen_again(officer: Officer) -> None:
    made = upload(officer)

    assert choose(None, officer, 0) == "documents.same_template"
    assert choose(made, officer, 0) == "done"
    assert choose(made, officer, 1, days=5) == "documents.same_template"
    assert choose(None, officer, 1, days=5) == "done"


@pytest.mark.django_db(transaction=True)
def test_each_day_has_the_version_of_its_time(officer: Officer) -> None:
    first, second = upload(officer), upload(officer, "又一版{{ 约谈对象 }}")
    choose(first, officer, 0)
    choose(second, officer, 1, days=7)
    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=6), TODAY + timedelta(days=7))

    assert [templates.in_force(KIND.name, day) for day in days] == [None, first, first, second]


@pytest.mark.django_db(transaction=True)
def test_the_same_facts_give_the_same_bytes_by_a_template(officer: Officer) -> None:
    made = upload(officer)
    choose(made, officer, 0)

    assert word_file(KIND.name, KIND.sample, TODAY) == filled(KIND, KIND.sample, made)


def test_a_name_of_a_kind_is_given_once() -> None:
    with pytest.raises(LookupError, match="talk_notice"):
        register(PaperKind("talk_notice", "别的", KIND.values, KIND.paper, KIND.sample))
