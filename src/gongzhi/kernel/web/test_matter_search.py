import pytest
from tests.support.errands import County as World

from gongzhi.kernel.web.matter_search import find_matters

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def test_a_matter_is_found_by_a_word_of_its_title_and_says_whose_it_is(world):
    bridge, _ = world.open("修建清河大桥"), world.open("清淤")

    (hit,) = find_matters(world.clerk, "大桥")

    assert (hit.title, hit.exact) == ("修建清河大桥", False)
    assert hit.note == f"{bridge.number}　县住建局　{bridge.state_now.label}"


def test_a_number_typed_in_full_is_exact(world):
    bridge = world.open("修建清河大桥")

    assert [hit.exact for hit in find_matters(world.clerk, bridge.number.lower())] == [True]


def test_what_an_officer_may_not_see_is_not_found(world):
    world.open("修建清河大桥")

    assert list(find_matters(world.waterman, "大桥")) == []
