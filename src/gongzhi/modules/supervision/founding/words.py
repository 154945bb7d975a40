"""What the names in a document say of themselves: county, kind of unit, full name, posts. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.kernel.org.naming import County, is_open_ended, plates
from gongzhi.kernel.org.rules import fold_name

PROVINCE = re.compile(r"^.{2,6}?(?:省|自治区)")
PLACE = re.compile(r"^(?:(.{2,6}?(?:市|自治州|州|盟|地区)))?(.{1,8}?[县市区旗])$")
ISSUER_TAIL = re.compile(r"(?:人民政府办公室|人民政府|政府办公室|委员会办公室|委员会|委办公室|办公室|委)$")
DEFINED = re.compile(r"\(以下(?:简称|称)[:：]?[“\"]?([^()“”\"]+)[”\"]?\)")
ASIDE = re.compile(r"\((?:见附件|详见附件|附件)\d*\)|等(?:相关|有关)?(?:单位|部门)?$")

# what the end of a name says of the unit's kind, the first that fits
KINDS = (
    ("mass", r"(?:妇联|残联|工会|文联|科协|工商联|侨联|社科联|红十字会|计生协会?|贸促会|联合会)$|^团.?委$|^共青团"),
    ("party", r"纪委|监委|党组|党委|党校|文明办|人才办|网信办|编办|政研室|(?:组织|宣传|统战)部|政法委|巡察办|机关工委|老干部局|[县市区]委办"),
    ("gov", r"公安(?:局|分局)$"),
    ("vertical", r"税务|气象|银行|支行|银保监|监管组|供电|电力|烟草|邮政|海关|消防|调查队|分局|电信|移动|联通"),
    ("soe", r"(?:公司|集团)$"),
    ("township", r"(?:镇|乡|街道)(?:人民政府|办事处|党工委)?$"),
    ("zone", r"(?:开发区|高新区|经开区|园区|新区|示范区)(?:管委会|管理委员会)?$|管委会$"),
    ("other", r"(?:法院|检察院|人大|政协|人武部)$"),
    ("public", r"(?:中心|处|站|所|院|馆|社|台|学校|中学|小学|大学|学院|医院|大队|支队|总队)$"),
    ("gov", r"(?:局|委|办|办公室|厅)$"),
)  # fmt: skip
KIND_ORDER = (
    "party",
    "party_gov",
    "gov",
    "public",
    "mass",
    "township",
    "zone",
    "vertical",
    "soe",
    "other",
)
DIRECT = frozenset({"gov", "party", "party_gov", "public", "mass"})  # who is meant by 县直各单位
LETTERS = {
    "party": "P", "party_gov": "P", "gov": "G", "public": "S", "mass": "M", "township": "T",
    "zone": "Z", "vertical": "V", "soe": "E", "other": "O",
}  # fmt: skip

GROUP = re.compile(
    r"^(?:各|相关|有关|其他|其它|全[县市区]|驻[县市区])|[县市区]直|(?:相关|有关|成员|责任|各)(?:单位|部门)$"
)
TITLE = re.compile(
    r"(?:党组|党委|党工委)?(?:副?(?:书记|主任|局长|部长|院长|检察长|董事长|总经理|经理|行长|校长|镇长|乡长|主席|会长"
    r"|理事长|大队长|支队长|处长|站长|台长|秘书长|政委)|成员|(?:主要|分管)?负责(?:同志|人))$"
)
BRANCH = frozenset(
    {"办公室", "管委会", "政府办"}
)  # 区政府党组成员、办公室主任: of what stands in the first piece
ABOVE = re.compile(r"^(.+?)(?:党组|党工委|党委)")
RULER = re.compile(r"(?:[县市区]长|常委)$")
POSTLIKE = re.compile(r"(?:长|书记|主任|主席|常委|领导|负责人|同志|委员)$|[县市区]|分管|协管")


@dataclass(frozen=True)
class Home:
    """The county that a document speaks for: 青阳市 with its city, where the words give one."""

    county: str = ""
    city: str = ""

    @property
    def level(self) -> str:
        return self.county[-1:] or "县"

    @property
    def naming(self) -> County:
        return County(tuple(name for name in (self.county, self.city) if name))


def home_of(issuer: str, title: str = "", units: tuple[str, ...] = ()) -> Home:
    """The county by its issuer, else by the title's first words; the city by them or by a unit's full name.

    >>> home_of("淮宁市泽东区人民政府")
    Home(county='泽东区', city='淮宁市')
    >>> home_of("青阳市人民政府", "", ("淮宁市青阳市生态环境分局",))
    Home(county='青阳市', city='淮宁市')
    """
    for words in (issuer, title.partition("关于")[0]):
        text = PROVINCE.sub("", fold_name(words).removeprefix("中共"))
        found = PLACE.match(ISSUER_TAIL.sub("", text))
        if found:
            county = found[2]
            return Home(county, found[1] or _city(county, units))
    return Home()


def _city(county: str, units: tuple[str, ...]) -> str:
    found = (re.match(rf"(.{{2,6}}?市){county}", fold_name(unit)) for unit in units)
    return next((one[1] for one in found if one), "")


@dataclass(frozen=True)
class Printed:
    """One printed name taken apart: 市财政局(国资委), or 某开发区管委会(以下简称高新区管委会)."""

    base: str
    plates: tuple[str, ...] = ()
    short: str = ""


def taken_apart(name: str) -> Printed:
    """The name without asides, its plates, and the short name that it defines.

    >>> taken_apart("清泽高新技术产业开发区管委会（以下简称高新区管委会）")
    Printed(base='清泽高新技术产业开发区管委会', plates=(), short='高新区管委会')
    >>> taken_apart("市财政局(市政府金融办、地方金融监管局)").plates
    ('市政府金融办', '地方金融监管局')
    """
    text = fold_name(name)
    defined = DEFINED.search(text)
    text = ASIDE.sub("", DEFINED.sub("", text))
    base, boards = plates(text)
    split = tuple(one for board in boards for one in re.split(r"[、,]", board) if one)
    return Printed(base, split, defined[1] if defined else "")


def key_of(form: str) -> str:
    """A short key for a form of a name, the same on every day and machine."""
    return f"n{zlib.crc32(form.encode()):08x}"


def kind_of(name: str) -> str:
    """The kind of unit that a name's end tells.

    >>> [kind_of(name) for name in ("泽口镇", "高新区管委会", "市委编办", "团市委", "市税务局", "泽东公安分局")]
    ['township', 'zone', 'party', 'mass', 'vertical', 'gov']
    >>> [kind_of(name) for name in ("市财政局", "市投资促进中心", "清泽国控集团", "区生态环境分局", "市法院")]
    ['gov', 'public', 'soe', 'vertical', 'other']
    """
    base = taken_apart(name).base
    return next((kind for kind, ending in KINDS if re.search(ending, base)), "other")


def full_name(short: str, kind: str, home: Home) -> str:
    """The full name as the usual one of its short form; nothing is guessed that is not in it.

    >>> home = Home("清泽县", "淮宁市")
    >>> [full_name("县财政局", "gov", home), full_name("县委组织部", "party", home), full_name("泽口镇", "township", home)]
    ['清泽县财政局', '中共清泽县委组织部', '清泽县泽口镇人民政府']
    >>> [full_name("团县委", "mass", home), full_name("城关街道", "township", home), full_name("供电清泽分公司", "vertical", home)]
    ['共青团清泽县委员会', '清泽县城关街道办事处', '供电清泽分公司']
    """
    if not home.county or home.county[:-1] in short:
        return short
    if re.fullmatch(r"团[县市区]?委", short):
        return f"共青团{home.county}委员会"
    if kind == "township":
        tail = (
            "" if short.endswith(("政府", "办事处")) else "办事处" if short.endswith("街道") else "人民政府"
        )
        return f"{home.county}{short}{tail}"
    rest = _without_level(short, home)
    if rest == short and kind not in ("gov", "party", "public", "mass"):
        return short
    return f"中共{home.county}{rest}" if rest.startswith("委") else f"{home.county}{rest}"


def _without_level(short: str, home: Home) -> str:
    bare = County((home.county,))
    return short[1:] if short[:1] == home.level and bare.bare(short) != short and len(short) > 2 else short


def short_name(base: str, kind: str, home: Home) -> str:
    """How the county calls the unit: with its level word in front, without its places.

    >>> home = Home("青阳市", "淮宁市")
    >>> [short_name(name, "gov", home) for name in ("淮宁市青阳市生态环境分局", "市教育局", "人社局", "青阳市财政局")]
    ['市生态环境分局', '市教育局', '市人社局', '市财政局']
    """
    if kind == "township":
        text = base.removeprefix(home.county) or base
        return re.sub(r"(?<=[镇乡])人民政府$|(?<=街道)办事处$", "", text)
    if home.county and home.county in base:
        rest = base.partition(home.county)[2]
        return f"{home.level}{rest}"
    plain = re.fullmatch(r"(?!.*政府)[^县市区团].{1,5}[局委办部]", base)
    if kind in ("gov", "party") and home.county and plain and home.county[:-1] not in base:
        return f"{home.level}{base}"
    return base


def is_group(word: str) -> bool:
    """Whether a word stands for many units.

    >>> [is_group(word) for word in ("各乡镇街道", "市直相关单位", "有关乡镇", "各金融机构", "市财政局", "市公共资源交易中心")]
    [True, True, True, True, False, False]
    """
    return bool(GROUP.search(ASIDE.sub("", fold_name(word)) or fold_name(word)))


def towns_word(names: Sequence[str]) -> str:
    """The word for all towns, as their names end; "" for none.

    >>> towns_word(["泽口镇", "芦荡乡", "城关街道"]), towns_word(["泽口镇"]), towns_word([])
    ('各乡镇（街道）', '各乡镇', '')
    """
    towns = any(name.endswith(("乡", "镇", "乡人民政府", "镇人民政府")) for name in names)
    streets = any("街道" in name for name in names)
    return {(True, True): "各乡镇（街道）", (True, False): "各乡镇", (False, True): "各街道"}.get(
        (towns, streets), ""
    )


def whole_word(word: str) -> str:
    """A group word as it reads when it leaves nothing open: 市直相关单位 -> 市直各单位."""
    text = ASIDE.sub("", fold_name(word)) or fold_name(word)
    if not is_open_ended(text):
        return text
    return re.sub(r"各?(?:有关|相关)", "各", text, count=1)


def unit_of_post(post: str) -> str:
    """The unit in the words of a post; "" for who rules the county, and for words without a unit.

    >>> [unit_of_post(post) for post in ("区发改委主任", "区委宣传部副部长", "区政府党组成员、办公室主任", "区委副书记、区长")]
    ['区发改委', '区委宣传部', '区政府办公室', '']
    >>> unit_of_post("泽东经开区党工委书记、管委会主任"), unit_of_post("区委政研室(区督查考核办)主任")
    ('泽东经开区管委会', '区委政研室(区督查考核办)')
    """
    pieces = [piece for piece in re.split(r"[、,]", fold_name(post)) if piece]
    if not pieces or RULER.search(pieces[-1]):
        return ""
    last = TITLE.sub("", pieces[-1])
    if last == pieces[-1]:
        return last if kind_of(last) != "other" else ""
    if last in BRANCH:
        above = next((found[1] for found in map(ABOVE.match, reversed(pieces[:-1])) if found), "")
        return f"{above}{last}" if above else ""
    return last


def is_person(word: str) -> bool:
    """Whether a leader is printed by name, not by post.

    >>> [is_person(word) for word in ("卫清", "副县长", "分管副市长", "欧阳文华", "县政府党组成员")]
    [True, False, False, True, False]
    """
    text = fold_name(word)
    return 2 <= len(text) <= 4 and not POSTLIKE.search(text)
