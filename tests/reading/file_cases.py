"""Documents that come as files: Word tables, spreadsheets, web pages, all built here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from tests.reading.answers import Case, task


def _docx(*parts: Any) -> bytes:
    """A .docx of paragraphs (strings) and tables (lists of rows; None continues the cell above, … the one at left)."""
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _docx_table(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_table(document: Any, rows: Sequence[Sequence[str | None]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            if words not in (None, "…"):
                table.cell(i, j).text = words
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            if words == "…" and (j == 0 or row[j - 1] != "…"):
                end = next((k for k in range(j, len(row)) if row[k] != "…"), len(row)) - 1
                table.cell(i, j - 1).merge(table.cell(i, end))
            if words is None and i and (i + 1 == len(rows) or rows[i + 1][j] is not None):
                top = next(k for k in range(i, -1, -1) if rows[k][j] is not None)
                table.cell(top, j).merge(table.cell(i, j))


def layout_a() -> bytes:
    head = ["类别", "序号", "目标与任务", "分管县领导", "牵头责任单位", "责任单位"]
    return _docx(
        "清泽县人民政府办公室关于分解落实2024年《政府工作报告》重点任务的通知",
        "清政办秘〔2024〕18号",
        "各乡镇人民政府、街道办事处，县直各单位：",
        "为确保完成2024年目标任务，现将重点任务分解如下，并提出以下要求：",
        "一、加强领导。各单位要认真研究，抓紧推进。",
        "二、按时报送。牵头单位于每季度末25日前报送进展。",
        "清泽县人民政府办公室",
        "2024年3月18日",
        "附件",
        "2024年《政府工作报告》重点任务分解表",
        [
            head,
            ["一、经济发展", "…", "…", "…", "…", "…"],
            [
                "综合",
                "1",
                "地区生产总值增长6%左右",
                "常务副县长",
                "县发改委",
                "县统计局、县财政局，各乡镇（街道）",
            ],
            [None, "2", "新增“四上”企业60家", None, "县发改委、县统计局", "县经信局、县商务局等"],
            [
                "工业",
                "3",
                "工业技改投资增长15%以上，工业互联网平台企\n业达到5家",
                "分管工业副县长",
                "县经信局",
                "县科技局、清泽经济开发区",
            ],
            head,
            [
                "",
                "4",
                "新建标准化厂房20万平方米",
                "",
                "清泽经济开发区管委会",
                "县住房城乡建\n设局、县自然资源局",
            ],
            [
                "",
                "5",
                "推进县级物流园建设，完成投资1.2亿元，12月底",
                "分管商务副县长",
                "县商务局",
                "县发展改革委、县住",
            ],
            ["", "", "前投入运营", "", "", "建局、县城投集团"],
            ["二、社会事业", "…", "…", "…", "…", "…"],
            ["教育", "6", "新建改扩建中小学3所，新增学位2400个", "分管文教副县长", "县教育局", ""],
            ["卫生", "7", "县域医共体牵头医院达到三级水平（县卫健委牵头）", "", "", ""],
            ["注：1.牵头责任单位为第一责任单位。", "…", "…", "…", "…", "…"],
        ],
        "以上各项均需各乡镇、园区落实，不再逐一列出。",
    )


LAYOUT_A = Case(
    "layout A: merged cells, repeated head, row over two pages, footer rule (docx)", "分解表.docx", layout_a,
    [
        task("1", "地区生产总值增长6%左右", "县发改委", "县统计局 县财政局 各乡镇（街道） 各乡镇 园区", leaders="常务副县长", targets="approx6%"),
        task("2", "新增“四上”企业60家", "县发改委 县统计局", "县经信局 县商务局 各乡镇 园区", leaders="常务副县长", targets=">=60家", etc=True),
        task("3", "工业技改投资增长15%以上，工业互联网平台企业达到5家", "县经信局", "县科技局 清泽经济开发区 各乡镇 园区", leaders="分管工业副县长", targets=">=15% >=5家"),
        task("4", "新建标准化厂房20万平方米", "清泽经济开发区管委会", "县住房城乡建设局 县自然资源局 各乡镇 园区", leaders="分管工业副县长", targets=">=20万平方米"),
        task("5", "推进县级物流园建设，完成投资1.2亿元，12月底前投入运营", "县商务局", "县发展改革委 县住建局 县城投集团 各乡镇 园区", leaders="分管商务副县长",
             targets=">=1.2亿元", by="2024-12-31"),
        task("6", "新建改扩建中小学3所，新增学位2400个", "县教育局", "各乡镇 园区", leaders="分管文教副县长", targets=">=3所 >=2400个"),
        task("7", "县域医共体牵头医院达到三级水平", "县卫健委", "各乡镇 园区", leaders="分管文教副县长"),
    ],
    {"title": "清泽县人民政府办公室关于分解落实2024年《政府工作报告》重点任务的通知", "doc_number": "清政办秘〔2024〕18号", "issuer": "清泽县人民政府办公室", "issued_on": "2024-03-18"},
)  # fmt: skip


def layout_c() -> bytes:
    return _docx(
        "清泽县2025年重点工作进度安排表",
        [
            ["序号", "目标任务", "年度目标", "时序进度", "…", "…", "…", "责任分工", "…", "…", "完成时限"],
            [
                None,
                None,
                None,
                "一季度",
                "二季度",
                "三季度",
                "四季度",
                "牵头领导",
                "牵头单位",
                "配合单位",
                None,
            ],
            [
                "1",
                "老旧小区改造",
                "改造小区18个",
                "完成设计",
                "开工10个",
                "完工12个",
                "全部完工",
                "分管城建副县长",
                "县住建局",
                "县城管局",
                "12月底前",
            ],
            [
                "2",
                "农村人居环境整治",
                "改厕2800户",
                "摸底",
                "完成800户",
                "完成1800户",
                "完成2800户",
                None,
                "县农业农村局",
                "各乡镇",
                "全年",
            ],
            [
                "3",
                "河长制",
                "水质达标率100%",
                "巡河",
                "巡河",
                "巡河",
                "总结",
                "分管农业副县长",
                "县水利局",
                "同上",
                "长期坚持",
            ],
            [
                "4",
                "智慧城管平台",
                "平台上线",
                "立项",
                "招标",
                "上线",
                "",
                "分管城建副县长",
                "同上",
                "县数管局",
                "三季度末",
            ],
            [
                "5",
                "夏粮收购",
                "收购小麦6万吨",
                "",
                "启动",
                "完成",
                "",
                "分管农业副县长",
                "县发改委（粮储局）",
                "",
                "2025.9",
            ],
            [
                "6",
                "招商引资",
                "到位资金90亿元",
                "20亿元",
                "45亿元",
                "70亿元",
                "90亿元",
                "县长",
                "县商务局",
                "各园区",
                "按时序",
            ],
        ],
    )


LAYOUT_C = Case(
    "layout C: head of two rows, quarters, deadline column (docx)", "进度表.docx", layout_c,
    [
        task("1", "老旧小区改造", "县住建局", "县城管局", leaders="分管城建副县长", targets=">=18个", by="2025-12-31"),
        task("2", "农村人居环境整治", "县农业农村局", "各乡镇", leaders="分管城建副县长", targets=">=2800户", by="2025-12-31"),
        task("3", "河长制", "县水利局", "各乡镇", leaders="分管农业副县长", targets=">=100%", by="2025-12-31", by_text="长期坚持"),
        task("4", "智慧城管平台", "县水利局", "县数管局", leaders="分管城建副县长", by="2025-09-30"),
        task("5", "夏粮收购", "县发改委（粮储局）", leaders="分管农业副县长", targets=">=6万吨", by="2025-09-30"),
        task("6", "招商引资", "县商务局", "各园区", leaders="县长", targets=">=90亿元", by=None, by_text="按时序"),
    ],
    {"title": "清泽县2025年重点工作进度安排表"},
    doubts=frozenset({"unknown_deadline"}),
)  # fmt: skip


def layout_b() -> bytes:
    return _docx(
        "关于印发清泽县2024年深化改革任务清单的通知",
        "各责任单位：",
        "现将《清泽县2024年深化改革任务清单》印发给你们。清单中责任单位排第一位的为牵头单位，其他为配合单位。",
        "县委全面深化改革委员会办公室",
        "二〇二四年四月二日",
        "清泽县2024年深化改革任务清单",
        "一、经济体制改革（牵头领导：常务副县长）",
        [
            ["类别", "任务内容", "责任单位"],
            [
                "国企",
                "深化国企改革，国有资产负债率控制在60%以内",
                "县财政局（县国资委）、县城投集团，县审计局",
            ],
            [None, "完善园区“管委会+公司”体制", "清泽经开区管委会、县委编办"],
        ],
        "二、社会体制改革（牵头领导：政法委书记）",
        [
            ["类别", "任务内容", "责任单位"],
            [
                "基层",
                "推进综治中心规范化建设，6月底前实现乡镇（街道）全覆盖",
                "县委政法委、县信访局及各乡镇（街道）",
            ],
            ["", "健全调解组织，矛盾纠纷化解率96%以上", "县司法局牵头，县法院、县妇联配合"],
        ],
    )


LAYOUT_B = Case(
    "layout B: the notice says that the first unit leads; tables under sections (docx)", "改革.docx", layout_b,
    [
        task("", "深化国企改革，国有资产负债率控制在60%以内", "县财政局（县国资委）", "县城投集团 县审计局", leaders="常务副县长", targets="<=60%"),
        task("", "完善园区“管委会+公司”体制", "清泽经开区管委会", "县委编办", leaders="常务副县长"),
        task("", "推进综治中心规范化建设，6月底前实现乡镇（街道）全覆盖", "县委政法委", "县信访局 各乡镇（街道）", leaders="政法委书记", by="2024-06-30"),
        task("", "健全调解组织，矛盾纠纷化解率96%以上", "县司法局", "县法院 县妇联", leaders="政法委书记", targets=">=96%"),
    ],
    {"title": "关于印发清泽县2024年深化改革任务清单的通知", "issuer": "县委全面深化改革委员会办公室", "issued_on": "2024-04-02"},
)  # fmt: skip


def workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, 6, "清泽县2024年环保督察整改任务台账")
    for j, words in enumerate(
        ["序号", "整改事项", "整改目标", "牵头领导", "牵头单位", "配合单位", "完成时限"]
    ):
        sheet.write(1, j, words)
    sheet.merge_range(2, 3, 3, 3, "分管城建副县长")
    rows = [
        [1, "泽河沿岸污水直排", "封堵排口12处", None, "县生态环境分局", "泽口镇、城关街道", "2024年6月"],
        [
            2,
            "垃圾填埋场渗滤液",
            "渗滤液日处理能力达到200吨",
            None,
            "县城管局",
            "县生态环境分局；县住建局",
            "2024/12/31",
        ],
        [3, "砂石码头整治", "取缔非法码头5个", "", "县交通局/县水利局", "同上", "立行立改"],
    ]
    for i, row in enumerate(rows, start=2):
        for j, words in enumerate(row):
            if words is not None:
                sheet.write(i, j, words)
    sheet.merge_range(5, 0, 5, 6, "备注：整改情况每月5日前报县生态环境保护委员会办公室。")
    book.close()
    return out.getvalue()


WORKBOOK = Case(
    "a ledger as a workbook with merged cells", "台账.xlsx", workbook,
    [
        task("1", "泽河沿岸污水直排", "县生态环境分局", "泽口镇 城关街道", leaders="分管城建副县长", targets=">=12处", by="2024-06-30"),
        task("2", "垃圾填埋场渗滤液", "县城管局", "县生态环境分局 县住建局", leaders="分管城建副县长", targets=">=200吨", by="2024-12-31"),
        task("3", "砂石码头整治", "县交通局 县水利局", "县生态环境分局 县住建局", leaders="分管城建副县长", targets=">=5个", by=None, by_text="立行立改"),
    ],
    {"title": "清泽县2024年环保督察整改任务台账"},
)  # fmt: skip

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知_清泽县人民政府</title>
<meta name="ArticleTitle" content="清泽县人民政府办公室关于印发清泽县2024年稳就业工作方案的通知"><style>p{margin:0}</style></head>
<body><div class="header"><a href="/">首页</a> <a>政务公开</a> <a>政务服务</a></div>
<div class="crumb">您现在的位置：首页 &gt; 政务公开 &gt; 县政府办 &gt; 通知</div>
<table class="xxgk"><tr><td>索 引 号：</td><td>QZ0001/202404-00031</td><td>组配分类：</td><td>通知</td></tr>
<tr><td>发布机构：</td><td>清泽县人民政府办公室</td><td>文　　号：</td><td>清政办〔2024〕22号</td></tr>
<tr><td>成文日期：</td><td>2024-04-11</td><td>发布日期：</td><td>2024-04-15</td></tr>
<tr><td>名　　称：</td><td colspan="3">清泽县人民政府办公室关于印发清泽县2024年稳就业工作方案的通知</td></tr></table>
<div class="article-content"><h1>清泽县人民政府办公室关于印发清泽县2024年稳就业工作方案的通知</h1>
<p>发布时间：2024-04-15 09:30&nbsp;来源：县政府办&nbsp;浏览次数：315&nbsp;字体：[大 中 小]</p>
<p>各乡镇人民政府、街道办事处，县直各单位：</p><p>&nbsp;&nbsp;现将《清泽县2024年稳就业工作方案》印发给你们。</p>
<p style="text-align:right">清泽县人民政府办公室</p><p>2024年4月11日</p>
<p align="center"><b>清泽县2024年稳就业</b><br/><b>工作方案</b></p>
<p>&emsp;&emsp;<strong>一、</strong>工作目标</p>
<p>全年城镇新增就业4200人，登记失业率控制在4%以内。</p>
<p>二、重点任务</p><p>（一）稳岗扩岗。发放稳岗返还资金<span>1500</span>万元，<br/>新增见习岗位260个。(牵头单位：县人社局；配合单位：县财政局、县工商联等)</p>
<p>（二）创业带动。发放创业担保贷款1.6亿元，带动就业2000人以上。（县人社局、县农业农村局，县税务局）</p>
<p>（三）重点群体。离校未就业高校毕业生帮扶率不低于95%。</p>
<table border="1"><tr><th rowspan="2">序号</th><th rowspan="2">活动名称</th><th rowspan="2">内容</th><th colspan="2">责任分工</th></tr><tr><th>牵头单位</th><th>配合单位</th></tr>
<tr><td>1</td><td rowspan="2">专项招聘</td><td>春风行动招聘会20场</td><td>县人社局</td><td rowspan="2">县总工会、县妇联</td></tr>
<tr><td>2</td><td>民营企业招聘周，提供岗位3000个</td><td>县工商联</td></tr></table></div>
<div class="xgwj"><h3>相关文件</h3><ul><li><a>1.关于做好2023年稳就业工作的通知（县人社局）</a></li></ul></div>
<div class="footer">主办：清泽县人民政府 承办：县数管局<br>网站标识码：3499210001</div><script>var a="（责任单位：县教育局）";</script></body></html>"""

WEB = Case(
    "a saved web page with navigation, metadata, table and links", "page.html", PAGE.encode,
    [
        task("一", "工作目标全年城镇新增就业4200人，登记失业率控制在4%以内。", targets=">=4200人 <=4%", by="2024-12-31"),
        task("二/（一）", "稳岗扩岗。发放稳岗返还资金1500万元，新增见习岗位260个。", "县人社局", "县财政局 县工商联", targets=">=1500万元 >=260个", etc=True),
        task("二/（二）", "创业带动。发放创业担保贷款1.6亿元，带动就业2000人以上。", "县人社局 县农业农村局 县税务局", targets=">=1.6亿元 >=2000人"),
        task("二/（三）", "重点群体。离校未就业高校毕业生帮扶率不低于95%。", targets=">=95%"),
        task("1", "春风行动招聘会20场", "县人社局", "县总工会 县妇联", targets=">=20场"),
        task("2", "民营企业招聘周，提供岗位3000个", "县工商联", "县总工会 县妇联", targets=">=3000个"),
    ],
    {"title": "清泽县人民政府办公室关于印发清泽县2024年稳就业工作方案的通知", "doc_number": "清政办〔2024〕22号", "issuer": "清泽县人民政府办公室", "issued_on": "2024-04-11"},
)  # fmt: skip

CSV = Case(
    "a CSV in GB18030", "任务.csv",
    lambda: "任务编号,工作任务,责任单位,完成时间\nQZ-01,\"整治农村黑臭水体15处,面积3.2万平方米\",\"县生态环境分局,各乡镇\",2024年11月底\nQZ-02,秸秆综合利用率93%以上,县农业农村局牵头,2024-10-31\n".encode("gb18030"),
    [
        task("QZ-01", "整治农村黑臭水体15处,面积3.2万平方米", "县生态环境分局 各乡镇", targets=">=15处 >=3.2万平方米", by="2024-11-30"),
        task("QZ-02", "秸秆综合利用率93%以上", "县农业农村局", targets=">=93%", by="2024-10-31"),
    ],
)  # fmt: skip

CASES = [LAYOUT_A, LAYOUT_C, LAYOUT_B, WORKBOOK, WEB, CSV]
