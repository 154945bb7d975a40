from gongzhi.kernel.documents.reading import Completeness, completeness, read


def check(words: str) -> Completeness:
    return completeness(read(f"清泽县2024年工作要点\n1.{words}\n2.开展巡查2次。（县水利局）").tasks[0])


def test_whole_task_meets_all_checks() -> None:
    found = check("新建公园6个，10月底前建成。（县城管局）")
    assert (found.score, found.missing) == (4, ())
    assert found.is_quantified
    assert found.is_assessable
    assert found.is_checkable


def test_attitude_meets_none() -> None:
    found = check("进一步加强作风建设。")
    assert found.score == 0
    assert found.missing == (
        "没有可以计算的目标，请写明数量或结果。",
        "只有“进一步”一类表述，没有具体项目或清单。",
        "没有牵头（责任）单位。",
        "没有完成时限。",
    )


def test_full_coverage_is_a_target_without_digits() -> None:
    found = check("实现监管全覆盖。（县市场监管局）")
    assert (found.has_target, found.is_quantified) == (True, False)


def test_result_can_be_checked_without_a_number() -> None:
    assert check("建成县医院新院区。（县卫健委）").is_checkable
