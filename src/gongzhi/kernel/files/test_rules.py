import doctest

import pytest

from gongzhi.kernel.files import rules


def test_examples_hold():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("通知.docx", "通知.docx"),
        ("C:\\Users\\张\\桌面\\通知.docx", "通知.docx"),
        ("../../../etc/passwd", "passwd"),
        ("报告\u202egpj.exe", "报告gpj.exe"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ('方案"终稿":v2?.pdf', "方案_终稿__v2_.pdf"),
        ("  ..  ", ""),
        ("", ""),
    ],
)
def test_name_loses_folders_and_unseen_characters(given: str, kept: str):
    assert rules.clean_name(given) == kept


def test_long_name_keeps_its_extension():
    assert rules.clean_name("重" * 300 + ".docx") == "重" * 115 + ".docx"


def test_unknown_type_name_is_a_bug():
    with pytest.raises(LookupError):
        rules.named_types(["docs"])
