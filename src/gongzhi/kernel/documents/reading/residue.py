"""What a web page or an archive adds around a document: navigation, metadata, links, colophon."""

from __future__ import annotations

import re

from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.lines import Line, Source
from gongzhi.kernel.documents.reading.marks import ANNEX

META_KEYS = [
    "索引号",
    "组配分类",
    "发布机构",
    "发文机关",
    "发文单位",
    "制发机关",
    "发布机关",
    "主题分类",
    "名称",
    "标题",
    "信息名称",
    "文件名称",
    "文号",
    "发文字号",
    "发文日期",
    "成文日期",
    "生成日期",
    "发布日期",
    "公开日期",
    "公开时限",
    "咨询机构",
    "咨询电话",
    "信息来源",
    "来源",
    "发布时间",
    "有效性",
    "效力状态",
    "关键词",
    "主题词",
    "内容概述",
    "内容摘要",
    "生效日期",
    "实施日期",
    "废止日期",
    "语种",
    "体裁分类",
    "服务对象分类",
    "浏览次数",
    "阅读次数",
    "点击数",
    "字体",
    "字号",
    "公开方式",
    "公开范围",
    "公开形式",
    "信息分类",
    "责任部门",
    "文件类型",
    "有效期",
    "时效",
    "访问量",
    "信息索引号",
    "文件编号",
]
_AMBIGUOUS = {"责任部门", "名称", "来源", "有效期"}  # tasks have such labels too
_KEY = re.compile(
    r"(" + "|".join(r"\s*".join(k) for k in sorted(META_KEYS, key=len, reverse=True)) + r")\s*:"
)
_CRUMB = re.compile(
    r"^(?:您?(?:现在)?(?:的|所在)?(?:当前)?位置\s*:|当前位置|首页\s*>)|(?:^|\s)[^。]{1,20}\s>\s[^。]{1,30}\s>\s"
)
_RESIDUE = re.compile(
    r"^(?:版权所有|网站地图|联系我们|关于我们|网站标识|网站声明|.{0,12}ICP备|.{0,12}公网安备|分享到?:?$|分享:|扫一扫|打印(?:本页)?$|关闭(?:窗口|本页)?$|"
    r"\[?打印\]?|上一[篇条]|下一[篇条]|责任编辑|编辑:|审核:|技术支持|建议使用|运维电话|传真|地址:|邮编|字体:|【?字体|微信|无障碍|繁体|手机版|返回顶部|.*\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)$)",
    re.I,
)
_TAIL = re.compile(
    r"^\[?(?:相关(?:链接|文件|文档|阅读|解读|信息|新闻|稿件|附件下载|推荐)|政策解读|解读链接|图解|延伸阅读|猜你喜欢|热点信息|推荐阅读|友情链接)\]?\s*[:]?.{0,12}$"
)
COLOPHON = re.compile(
    r"^(?:抄送|抄报|主送|报送|分送)\s*:|.{2,30}\d{4}年\d{1,2}月\d{1,2}日\s*印发$|^\(此件[^)]*\)$|^\(联系[^)]*\)$|^共印\d+份|^—\s*\d+\s*—$|^第\s*\d+\s*页|^(?:出\s*席|列\s*席|缺\s*席|请\s*假|参加|参会|与会|记\s*录)(?:人员?|领导|单位)?\s*:"
)


# Of a site or of a task, as what stands around says.
_HOST = re.compile(r"^(?:主办|承办)(?:单位)?\s*:")
_SITE = re.compile(
    r"网站|备案|ICP|版权|标识码|公网安备|技术支持|(?:主办|承办)(?:单位)?\s*:.*(?:主办|承办|联系电话|地址)"
)


def _hosts(source: Source, folded: str) -> set[int]:
    """Lines such as 主办单位：清泽县人民政府 among those that end a page."""
    tail = list(enumerate(source.lines))[-12:]
    words = {i: folded[x.start : x.end].strip() for i, x in tail}
    return {
        i for i, w in words.items()
        if _HOST.match(w) and (_SITE.search(w) or any(_RESIDUE.match(words.get(j, "")) for j in (i - 1, i + 1)))
    }  # fmt: skip


def without_residue(source: Source, folded: str) -> tuple[list[Line], list[Line], dict[str, str]]:
    meta: list[Line] = []
    kept: list[Line] = []
    keys: dict[str, str] = {}
    in_tail = False
    hosts = _hosts(source, folded)
    for i, line in enumerate(source.lines):
        words = folded[line.start : line.end].strip()
        if in_tail and ANNEX.match(words) and len(words) < 12:
            in_tail = False
        if _TAIL.match(words) and i > 3 and line.table < 0 and len(kept) > 3:
            in_tail = True
        early = len(kept) < 12
        found = _key_values(source.text, folded, line) if early else {}
        if set(found) <= _AMBIGUOUS and not (meta and meta[-1] is source.lines[i - 1]):
            found = {}
        if found:
            for key, value in found.items():
                keys.setdefault(key, value)
        is_meta = line.meta or in_tail or bool(found) or (early and bool(_CRUMB.search(words)))
        if not is_meta and line.table < 0:
            is_meta = (
                bool(_RESIDUE.match(words) or COLOPHON.search(words)) or i in hosts
            ) and not _KEEP.search(words)
        (meta if is_meta else kept).append(line)
    return meta, kept, keys


_KEEP = re.compile(r"^附件|责任单位|牵头")


def _key_values(text: str, folded: str, line: Line) -> dict[str, str]:
    """索引号: … 文号: … on one line as a dict; empty when the line is no metadata."""
    found = list(_KEY.finditer(folded, line.start, line.end))
    if line.cells and not found:
        names = [compact(text[c.start : c.end]).strip(":") for c in line.cells]
        if any(n in META_KEYS for n in names):
            return {
                n: text[v.start : v.end].strip()
                for n, v in zip(names, line.cells[1:], strict=False)
                if n in META_KEYS
            }
        return {}
    if not found or (found[0].start() > line.start + 1 and not line.cells):
        return {}
    stops = [f.start() for f in found[1:]] + [line.end]
    return {
        compact(f[1]): text[f.end() : stop].strip().strip("\t").strip()
        for f, stop in zip(found, stops, strict=True)
    }
