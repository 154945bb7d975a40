import pytest

from gongzhi.kernel.documents.reading.targets import find_implied, find_targets, find_unitless


def found(words: str) -> list[tuple[str, float, str]]:
    return [(t.op, float(t.value or 0), t.unit) for t in find_targets(words, 0, len(words))]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("新增1家", (">=", 1, "家")),
        ("达到90%以上", (">=", 90, "%")),
        ("突破120亿元", (">", 120, "亿元")),
        ("失业率控制在4.5%以内", ("<=", 4.5, "%")),
        ("死亡率低于3%", ("<", 3, "%")),
        ("惠及居民2600户左右", ("approx", 2600, "户")),
        ("约350户", ("approx", 350, "户")),
        ("比例保持100%", ("=", 100, "%")),
        ("建成S307等2条省道", ("=", 2, "条")),
        ("会议费支出压减15%", (">=", 15, "%")),
        ("由52.1%提高到53.5%", (">=", 53.5, "%")),
        ("审批时限压缩至3个工作日", ("<=", 3, "个工作日")),
        ("培训1,200人", (">=", 1200, "人")),
        ("不得少于2次", (">=", 2, "次")),
        ("路网密度达到6.2公里/百平方公里", (">=", 6.2, "公里/百平方公里")),
    ],
)
def test_comparators(words: str, wanted: tuple[str, float, str]) -> None:
    assert found(words) == [wanted]


@pytest.mark.parametrize(
    "words",
    [
        "2024年12月底前完成", "完善“1+X+Y”政策体系", "打造“15分钟生活服务圈”", "推广5G应用", "12345热线", "服务60岁以上老人", "对5000万元以上的项目调度",
        "推进总投资12亿元的医院迁建", "高于全省平均水平", "《2021—2035年规划》", "第3批试点", "文号皖办发〔2024〕11号", "从3个方面发力", "24小时值守",
        "按照贷款金额的2%-3%补助标准予以补助", "实施三年行动", "进入全省前10名", "建立1235机制", "500米见绿、1公里见园", "改造省道237线，", "达到3A，", "建立3大类，",
    ],
)  # fmt: skip
def test_digits_that_are_no_targets(words: str) -> None:
    assert found(words) == []


def test_size_that_picks_out_is_no_target_but_the_count_is() -> None:
    assert found("引进亿元以上项目25个，其中10亿元以上项目3个") == [(">=", 25, "个"), (">=", 3, "个")]


def test_shared_predicate_gives_one_target_a_subject() -> None:
    targets = find_targets("民间投资、制造业投资均增长9%以上", 0, 17)
    assert [t.name for t in targets] == ["民间投资", "制造业投资"]


def test_respective_numbers_go_to_their_subjects() -> None:
    words = "垃圾分类覆盖率和无害化处理率分别达到85%、100%"
    assert [(t.name, int(t.value or 0)) for t in find_targets(words, 0, len(words))] == [
        ("垃圾分类覆盖率", 85),
        ("无害化处理率", 100),
    ]


def test_stretch_after_a_base_keeps_the_name() -> None:
    base, stretch = find_targets("一般公共预算收入增长6%左右，力争8%", 0, 20)
    assert (base.op, stretch.op, stretch.stretch, stretch.name) == ("approx", ">=", True, base.name)


def test_names_carry_the_verb_of_the_list() -> None:
    words = "新增省级合作社2家、龙头企业3家"
    assert [t.name for t in find_targets(words, 0, len(words))] == ["新增省级合作社", "新增省级龙头企业"]


def test_number_without_unit_is_kept_apart() -> None:
    assert [t.unit for t in find_unitless("快递业务总量年均增长12以上，", 0, 14)] == [""]


def test_promises_without_digits() -> None:
    assert [(t.op, int(t.value or 0)) for t in find_implied("实现监管全覆盖，质量奖零突破", 0, 14)] == [
        ("=", 100),
        (">=", 1),
    ]


def test_raw_is_the_printed_words() -> None:
    words = "全面推进，力争省级绿色工厂达30家。"
    target = find_targets(words, 0, len(words))[0]
    assert (target.raw, target.span.of(words)) == ("省级绿色工厂达30家", "省级绿色工厂达30家")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("接种疫苗3600剂，开行班列150列", [(">=", 3600, "剂"), (">=", 150, "列")]),
        ("建设充电枪240把，栽植苗木12万株（丛）", [(">=", 240, "把"), (">=", 12, "万株（丛）")]),
        ("购置36樽和8磬。", [(">=", 36, "樽"), (">=", 8, "磬")]),
        ("浊度低于0.5NTU，里程22.6KM", [("<", 0.5, "NTU"), (">=", 22.6, "KM")]),
        ("城镇、农村居民人均可支配收入分别增长6%、7%以上", [(">=", 6, "%"), (">=", 7, "%")]),
        ("扶持资金不超过总投资的30%，占比过80%", [("<=", 30, "%"), (">", 80, "%")]),
        ("党政机关、学校垃圾分类覆盖率达到100%", [(">=", 100, "%")]),
        ("可供水天数不少于7天", [(">=", 7, "天")]),
    ],
)
def test_measure_words_and_shares(words: str, wanted: list[tuple[str, float, str]]) -> None:
    assert found(words) == wanted
