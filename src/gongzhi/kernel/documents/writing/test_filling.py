import pytest

from . import docx, fields, fill
from .filling import BrokenTemplate, ForbiddenInTemplate, NotATemplate, UnknownField
from .paper import Paper, Paragraph
from .reading_back import part, text


def template(words):
    return docx(Paper(form="plain", title="测试", body=(Paragraph(words),), page_numbers=False))


def said(found):
    return text(part(found, "word/document.xml"))


def test_fields_are_filled_and_markup_in_values_is_text():
    assert "承办单位：甲<乙>&丙" in said(
        fill(template("承办单位：{{ 承办单位 }}"), {"承办单位": "甲<乙>&丙", "多余": 1})
    )


def test_loops_and_choices_work():
    found = fill(
        template("{% for 件 in 事项 %}[{{ 件 }}]{% endfor %}{% if 急 %}急{% endif %}"),
        {"事项": ["一", "二"], "急": True},
    )

    assert said(found) == "测试[一][二]急"


def test_fields_of_a_template():
    assert fields(template("{{ 承办单位 }}于{{ 时限 }}前")) == {"承办单位", "时限"}


def test_an_unknown_field_is_named_with_its_place_and_those_there_are():
    said = "填写项“承办单位位”没有对应的内容（第3段“请{{ 承办单位位 }}办理”）。可以用的填写项有：承办单位、时限。"
    with pytest.raises(UnknownField, match=said):
        fill(template("请{{ 承办单位位 }}办理"), {"承办单位": "甲", "时限": "乙"})


def test_an_unknown_attribute_is_named():
    with pytest.raises(UnknownField, match="“电话”"):
        fill(template("{{ 单位.电话 }}"), {"单位": {"名称": "甲"}})


@pytest.mark.parametrize(
    "words",
    [
        "{{ 甲.__class__ }}",
        "{{ 甲.upper() }}",
        "{{ '九' * 99999999 }}",
        "{{ 9 ** 9999999 }}",
        "{{ 甲.format(甲) }}",
    ],
)
def test_a_template_reaches_nothing_outside(words):
    with pytest.raises(ForbiddenInTemplate):
        fill(template(words), {"甲": "乙"})


def test_a_broken_template_is_refused_with_the_place():
    with pytest.raises(BrokenTemplate, match=r"\{\{ 承办单位"):
        fill(template("{{ 承办单位 }"), {"承办单位": "甲"})


@pytest.mark.parametrize("data", [b"", b"abc", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_not_a_word_file_is_refused(data):
    with pytest.raises(NotATemplate):
        fill(data, {})


def test_filling_twice_gives_the_same_bytes():
    form = template("{{ 甲 }}")

    assert fill(form, {"甲": "乙"}) == fill(form, {"甲": "乙"})
