from __future__ import annotations

import pytest

from gongzhi.kernel.org.naming import County

CITY, DISTRICT, COUNTY = County(("界首市",)), County(("谯城区",)), County(("清泽县", "淮宁市", "江淮省"))


@pytest.mark.parametrize(
    ("county", "name", "bare"),
    [
        (CITY, "市市场监管局", "市场监管局"),
        (CITY, "市场监管局", "市场监管局"),
        (CITY, "市监局", "市监局"),
        (CITY, "市政府办", "政府办"),
        (CITY, "市政处", "市政处"),
        (CITY, "市人民政府办公室", "政府办"),
        (CITY, "界首市住房和城乡建设局", "住房城乡建设局"),
        (DISTRICT, "区委组织部", "委组织部"),
        (DISTRICT, "区划办", "区划办"),
        (DISTRICT, "谯城经开区管委会", "经开区管委会"),
        (COUNTY, "市教育局", "市教育局"),
        (COUNTY, "淮宁市教育局", "淮宁市教育局"),
        (COUNTY, "淮宁市清泽县生态环境分局", "生态环境分局"),
        (COUNTY, "清泽经济开发区管理委员会", "经济开发区管委会"),
        (COUNTY, "中共清泽县委政法委员会", "委政法委"),
        (County(), "区发改委", "发改委"),
        (COUNTY, "县", "县"),
    ],
)
def test_bare_names_lose_their_county_and_nothing_else(county, name, bare):
    assert county.bare(name) == bare


@pytest.mark.parametrize(
    ("county", "title", "form"),
    [
        (CITY, "市委常委、常务副市长", "常务副市长"),
        (CITY, "市政府办公室主任", "政府办主任"),
        (CITY, "分管城建工作的副市长", "副市长城建"),
        (DISTRICT, "区长", "区长"),
        (DISTRICT, "谯城区区长", "区长"),
        (COUNTY, "县委书记", "县委书记"),
        (COUNTY, "县委宣传部部长", "宣传部部长"),
        (COUNTY, "县人民政府副县长", "副县长"),
    ],
)
def test_titles_lose_their_fillers(county, title, form):
    assert county.post_form(title) == form


@pytest.mark.parametrize("word", ["市直各单位", "市直各部门", "市直各有关单位", "市直 各单位"])
def test_group_words_of_a_city_have_one_form(word):
    assert CITY.group_form(word) == "直各单位"
