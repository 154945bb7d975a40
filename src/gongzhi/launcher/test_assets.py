from xml.etree import ElementTree

import pytest

from gongzhi.launcher import assets
from gongzhi.launcher.say import Stop

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" class="icon">
<path stroke="none" d="M0 0h24v24H0z" fill="none"/><path d="M5 12l5 5"/></svg>"""


@pytest.fixture
def icons(tmp_path, monkeypatch):
    (tmp_path / "outline").mkdir()
    (tmp_path / "outline" / "check.svg").write_text(DRAWING)
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    return tmp_path


def test_the_sprite_holds_the_listed_icons(icons):
    (icons / "icons.txt").write_text("# used\ncheck\n")
    assets.sprite(icons, icons / "icons.svg")
    (symbol,) = ElementTree.parse(icons / "icons.svg").getroot()

    assert (symbol.get("id"), symbol.get("viewBox"), symbol.get("stroke")) == (
        "check",
        "0 0 24 24",
        "currentColor",
    )
    assert [path.get("d") for path in symbol] == ["M5 12l5 5"]


def test_an_unknown_icon_is_named(icons):
    (icons / "icons.txt").write_text("chek\n")

    with pytest.raises(Stop, match="图标“chek”不存在"):
        assets.sprite(icons, icons / "icons.svg")


@pytest.mark.parametrize("line", [b"//# sourceMappingURL=a.js.map", b"/*# sourceMappingURL=a.css.map */"])
def test_lines_that_name_a_source_map_are_dropped(line):
    assert assets.SOURCE_MAP.sub(b"", b"a()\n" + line + b"\n") == b"a()\n"
    assert assets.SOURCE_MAP.sub(b"", b"a()\n" + line) == b"a()\n"


def test_the_list_of_icons_has_no_doubles():
    names = assets.listed_icons()

    assert sorted(set(names)) == sorted(names)
