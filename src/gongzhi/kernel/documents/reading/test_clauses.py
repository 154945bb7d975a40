import pytest

from gongzhi.kernel.documents.reading.clauses import asked_in_sentence, find_clauses, owner_in_sentence


def read(words: str) -> tuple[list[str], list[str], list[str]]:
    """(leaders, lead units, co-units) of the first clause."""
    owner = find_clauses(words, 0, len(words))[0].owner.settled()
    return [p.text for p in owner.leaders], [p.text for p in owner.leads], [p.text for p in owner.cos]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "完成。（牵头领导：分管副县长；牵头单位：县住建局；责任单位：县财政局）",
            (["分管副县长"], ["县住建局"], ["县财政局"]),
        ),
        ("完成。（县农业农村局、县水利局，各乡镇）", ([], ["县农业农村局", "县水利局", "各乡镇"], [])),
        (
            "完成。(县数管局牵头，县直各单位、各乡镇（街道）配合)",
            ([], ["县数管局"], ["县直各单位", "各乡镇（街道）"]),
        ),
        ("完成。［县住建局负责］", ([], ["县住建局"], [])),
        ("完成。【责任单位：县城管局】", ([], ["县城管局"], [])),
        ("完成。由县经信局牵头，会同县科技局落实。", ([], ["县经信局"], ["县科技局"])),
        ("完成。责任单位：县城管局、县住建局", ([], ["县城管局", "县住建局"], [])),
        ("完成（县经信局、县商务局分别负责）", ([], ["县经信局", "县商务局"], [])),
        ("完成。（责任单位：县住建局", ([], ["县住建局"], [])),
        ("做强产业（县长牵头）", (["县长"], [], [])),
        ("完成。（县财政局按职责分工负责）", ([], ["县财政局"], [])),
        ("完成。（县长牵头，县住建局负责）", (["县长"], ["县住建局"], [])),
        (
            "完成。（县委常委、常务副县长张建国牵头；县发改局负责）",
            (["县委常委", "常务副县长张建国"], ["县发改局"], []),
        ),
        ("完成。（县民政局按职责分工负责，各镇具体落实）", ([], ["县民政局"], ["各镇"])),
        ("完成。（县商务局为牵头单位，县供销社为配合单位）", ([], ["县商务局"], ["县供销社"])),
        ("完成。（县商务局（牵头）、县供销社）", ([], ["县商务局"], ["县供销社"])),
        ("完成。（主办：县商务局，协办：县供销社）", ([], ["县商务局"], ["县供销社"])),
        ("完成。（县司法局，县工商业联合会）", ([], ["县司法局", "县工商业联合会"], [])),
    ],
)
def test_clauses(words: str, wanted: tuple[list[str], list[str], list[str]]) -> None:
    assert read(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "建设服务综合体（社区服务中心），为居民服务",
        "市财政局（国资委）",
        "推进重点实验室（东方之星）",
        "（通讯员 县融媒体中心）",
        "详见清单（见附件）",
    ],
)
def test_brackets_that_name_no_owner(words: str) -> None:
    assert find_clauses(words, 0, len(words)) == []


def test_owner_inside_a_sentence() -> None:
    words = "由县应急局牵头，县水利局配合，6月底前完成演练。"
    owner = owner_in_sentence(words, 0, len(words))
    assert ([p.text for p in owner.leads], [p.text for p in owner.cos]) == (["县应急局"], ["县水利局"])


def test_lost_bracket_is_told() -> None:
    words = "完成。（责任单位：县住建局、县财政局"
    assert find_clauses(words, 0, len(words))[0].damaged


def test_rule_that_first_leads() -> None:
    words = "完成。（县财政局、县审计局）"
    owner = find_clauses(words, 0, len(words))[0].owner.settled(first_leads=True)
    assert ([p.text for p in owner.leads], [p.text for p in owner.cos]) == (["县财政局"], ["县审计局"])


def test_day_behind_the_owners_is_the_deadline() -> None:
    words = "完成。（县税务局牵头，县财政局配合，6月底前完成）"
    owner = find_clauses(words, 0, len(words))[0].owner
    assert ([p.text for p in owner.cos], owner.deadline and owner.deadline.of(words)) == (
        ["县财政局"],
        "6月底前",
    )


@pytest.mark.parametrize(
    "words", ["县气象局负责提升预报能力", "责成县气象局提升预报能力", "加强预报。县气象局要提升能力"]
)
def test_subject_of_a_minute_is_who_is_meant(words: str) -> None:
    assert [p.text for p in asked_in_sentence(words, 0, len(words)).leads] == ["县气象局"]
