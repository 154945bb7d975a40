from gongzhi.kernel.documents.reading.units import looks_like_unit, split_units


def names(words: str) -> list[str]:
    return [p.text for p in split_units(words, 0, len(words)).pieces]


def is_open(words: str) -> bool:
    return split_units(words, 0, len(words)).open_ended


def test_separators_of_both_widths_split() -> None:
    assert names("县财政局、县住建局，各乡镇；县水利局/县交通局") == [
        "县财政局",
        "县住建局",
        "各乡镇",
        "县水利局",
        "县交通局",
    ]


def test_brackets_keep_second_plates_together() -> None:
    assert names("县数管局（政务服务管理局、数据资源局)、县财政局") == [
        "县数管局（政务服务管理局、数据资源局)",
        "县财政局",
    ]


def test_conjunction_splits_only_two_whole_units() -> None:
    assert names("县发展和改革委员会、县财政局和县住房和城乡建设局") == [
        "县发展和改革委员会",
        "县财政局",
        "县住房和城乡建设局",
    ]


def test_tail_of_others_is_cut_and_told() -> None:
    assert names("县科技局等相关单位。") == ["县科技局"]
    assert is_open("县科技局等相关单位。")
    assert not is_open("县直相关单位")


def test_tail_inside_the_list_is_cut_too() -> None:
    assert names("县财政局、县住建局等，各乡镇、街道") == ["县财政局", "县住建局", "各乡镇", "街道"]


def test_name_broken_over_lines_is_joined() -> None:
    assert names("县住房城乡建\n设局、县财\n政局") == ["县住房城乡建设局", "县财政局"]


def test_units_on_lines_of_their_own_are_split() -> None:
    assert names("县财政局\n县住建局 县水利局") == ["县财政局", "县住建局", "县水利局"]


def test_spans_point_at_the_printed_words() -> None:
    words = "由县财政局、县住建局（人防办）负责"
    assert [p.span.of(words) for p in split_units(words, 0, len(words)).pieces] == [
        "县财政局",
        "县住建局（人防办）",
    ]


def test_lead_marked_in_the_list() -> None:
    found = split_units("县发改委（牵头）、县财政局", 0, 13)
    assert [p.text for p in found.leads] == ["县发改委"]


def test_what_is_no_unit() -> None:
    assert not looks_like_unit("东方之星")
    assert not looks_like_unit("见附件")


def test_name_with_and_in_it_stays_whole() -> None:
    assert names("县农业农村和水利局与县老干部和关心下一代工作委员会") == [
        "县农业农村和水利局",
        "县老干部和关心下一代工作委员会",
    ]
    assert names("县社区和养老服务中心、县农业农村和水产局等部门和单位") == [
        "县社区和养老服务中心",
        "县农业农村和水产局",
    ]
    assert names("大湾乡和云岭镇、县工业园区和县高新区管委会") == [
        "大湾乡",
        "云岭镇",
        "县工业园区",
        "县高新区管委会",
    ]


def test_brigade_behind_a_blank_belongs_to_the_police() -> None:
    assert names("县公交公司、县公安局 交警大队") == ["县公交公司", "县公安局交警大队"]
