"""A full example of every shipped kind, about the fictional 清泽县: for previews, for trying templates and for tests."""

from __future__ import annotations

from datetime import date

from .templates import circulars, letters, notices, passwords, reports, slips
from .wording import number_text

OFFICE = "清泽县人民政府办公室"
UNIT = "清泽县住房和城乡建设局（县人防办）"
DAY = date(2026, 7, 5)
TASK = "推进老旧小区改造12个，惠及居民2600户左右，上半年全部开工"
ROWS = tuple(
    (
        str(n),
        TASK if n % 3 else "新建高标准农田5.2万亩",
        "分管城建副县长",
        "县住建局",
        "县财政局、各乡镇（街道）",
        "2026年12月底",
    )
    for n in range(1, 41)
)
NOTICE_ROWS = tuple((r[0], r[1], "牵头", r[3], r[4], r[5]) for r in ROWS)
NUMBER = number_text("清政督办", 2026, 12)


VALUES: dict[str, object] = {
    "supervision_notice": slips.SupervisionNotice(
        issuer=OFFICE, number=NUMBER, unit=UNIT, items=(TASK, "完成城区易涝点整治8处"),
        basis="《清泽县2026年重点工作任务分解方案》第36项、第41项；县政府第12次常务会议议定事项。",
        demand="倒排工期，逐个小区明确开工日期和责任人；每周五前报送进度，佐证材料一并上传。",
        due=date(2026, 7, 31), issued_on=DAY, feedback="登录共治平台填报，书面材料加盖公章报县政府督查室。",
        contact="县政府督查室，000-0000000", signer="县政府办主任", urgency="特急",
        rows=NOTICE_ROWS[:2],
    ),
    "assignment_slip": slips.AssignmentSlip(
        issuer=OFFICE, number=number_text("清政交办", 2026, 3), unit="清泽县农业农村局（县乡村振兴局）",
        items=("新建高标准农田5.2万亩", "改造提升高标准农田3万亩"), due=date(2026, 12, 31), issued_on=DAY,
        co_units=("县水利局", "县财政局", "各乡镇"), source="2026年政府工作报告", demand="签收后5个工作日内报送工作方案。",
        rows=ROWS, signer="县政府办主任",
        instruction="请农业农村局牵头，抓紧制定方案，确保年底前完成。", contact="县政府督查室，000-0000000",
    ),
    "reminder_notice": slips.ReminderNotice(
        issuer=OFFICE, number=number_text("清政催", 2026, 8), unit=UNIT, items=(TASK,), previous=NUMBER, serial=2,
        delay="截至7月5日实际进度38%，低于序时进度15个百分点；6月进展情况逾期3个工作日未反馈。",
        demand="说明滞后原因，提出追赶措施。", due=date(2026, 7, 10), issued_on=DAY, rows=ROWS[:1],
        signer="县政府督查室主任", contact="县政府督查室，000-0000000",
    ),
    "circular": circulars.Circular(
        issuer=OFFICE, number=number_text("清政办通报", 2026, 3),
        title="关于2026年第二季度政府工作报告重点任务和民生实事项目推进落实情况的通报",
        addressee="各乡镇人民政府、街道办事处，县开发区管委会，县直各单位，驻县各单位",
        opening="现将2026年第二季度重点工作推进落实情况通报如下",
        overall=("纳入督办的147项任务中，截至6月30日办结63项，占42.9%；达进度71项，占48.3%；欠进度13项，占8.8%",),
        results=("项目建设提速。县发改委牵头的12个亿元以上项目全部开工", "民生实事见效。县教育局新建公办幼儿园2所，新增托位400个"),
        general_problems=("少数单位重部署轻落实，佐证材料不全",),
        problems=(
            circulars.Problem("县住建局", "第36项“老旧小区改造”", "应于6月底全部开工，实际开工7个"),
            circulars.Problem("县住建局", "第41项“城区易涝点整治”", "连续两次未按时反馈"),
            circulars.Problem("县生态环境分局", "第58项“黑臭沟塘治理”", "实际进度低于序时进度22个百分点"),
        ),
        demands=("压实责任。牵头单位主要负责人要亲自过问", "限期整改。欠进度任务7月底前提出追赶措施，8月底前补齐进度"),
        rows=tuple((r[0], r[1], r[3], r[5], "已开工7个，占58.3%，其余5个正在办理施工许可", "黄灯") for r in ROWS),
        issued_on=DAY, copies_to=("县委办公室", "县人大常委会办公室", "县政协办公室", "县纪委监委", "县法院", "县检察院", "县人武部"),
        printed_on=date(2026, 7, 6), note="此件公开发布",
    ),
    "special_report": reports.SpecialReport(
        issuer=OFFICE, issue="第12期", title="关于老旧小区改造进展情况的专报", issued_on=DAY,
        progress=("2026年计划改造老旧小区12个，已开工7个，完成投资3200万元，占年度计划的41.0%",),
        opening="现将老旧小区改造进展情况专报如下",
        rows=(("城关街道", "7", "2", "4", "1", "0"), ("清河街道", "5", "0", "2", "2", "1")),
        problems=("2个小区居民意见未统一", "3个小区施工许可未办结"), advice=("由县住建局会同街道逐户走访", "县数管局提前介入，并联审批"),
        reported_to=("县长", "常务副县长", "分管城建副县长"), copies_to=("县住建局", "城关街道", "清河街道"),
    ),
    "minutes": reports.Minutes(
        issuer=OFFICE, issue="第8期", head="清泽县人民政府专题会议纪要", title="研究老旧小区改造有关工作", held_on=DAY,
        opening="2026年7月3日，分管城建副县长主持召开专题会议，研究老旧小区改造有关工作。现纪要如下",
        resolutions=(
            reports.Resolution("关于施工许可", "会议听取了县住建局的汇报", ("县数管局7月15日前办结5个小区施工许可", "县住建局每周报送进度")),
            reports.Resolution("关于资金保障", decided=("由县财政局统筹专项资金1200万元，7月底前拨付到位",)),
        ),
        present=("县政府办", "县住建局", "县财政局", "县数管局", "城关街道", "清河街道", "县自然资源局", "县城管局", "县城投集团"),
        absent=("县审计局",), attending=("县人大代表2名", "居民代表3名"), recorder="县政府办秘书科",
        printed_on=date(2026, 7, 6), copies_to=("各参会单位",),
    ),
    "prompt_letter": letters.PromptLetter(
        issuer=OFFICE, number=number_text("清政督函", 2026, 5), unit=UNIT, subject="加快推进老旧小区改造工作",
        facts=("你单位牵头的第36项任务截至6月底开工7个，低于序时进度15个百分点，亮黄灯",),
        demands=("请对照方案逐个小区分析原因，7月10日前提出追赶措施", "请主动会商县数管局、相关街道，协调解决施工许可问题"),
        due=date(2026, 7, 12), issued_on=DAY, contact="县政府督查室，000-0000000", copies_to=("分管城建副县长",),
        items=("第36项“老旧小区改造”，实际进度38%", "第41项“城区易涝点整治”，实际进度45%"), rows=ROWS[:2],
    ),
    "talk_notice": letters.TalkNotice(
        issuer=OFFICE, number=number_text("清政督函", 2026, 6), unit=UNIT, person="县住房和城乡建设局主要负责人",
        reasons=("第36项任务连续两个季度亮红灯", "第二季度被通报后仍未按期整改"), held_at="2026年7月10日15时",
        place="县政府办公楼三楼会议室", host="分管城建副县长", demands=("带整改方案参加约谈", "约谈后5个工作日内报送书面整改报告"),
        issued_on=DAY, contact="县政府督查室，000-0000000", copies_to=("县纪委监委",),
    ),
    "acceptance_notice": notices.AcceptanceNotice(
        issuer="清泽县数据资源管理局（县政务服务管理局）", number=number_text("清政服受", 2026, 108), receiver="居民0001",
        matter="公租房申请", matter_number="FW20260705-0001", accepted_on=DAY, due=date(2026, 8, 3), issued_on=DAY,
        materials=("申请表", "收入核对授权书"), contact="000-0000000", basis="《清泽县公共租赁住房管理办法》第十二条",
    ),
    "rejection_notice": notices.RejectionNotice(
        issuer="清泽县信访局", number=number_text("清信不受", 2026, 4), receiver="居民0002", matter="请求重新认定土地承包合同效力",
        matter_number="MS20260703-0012", accepted_on=date(2026, 7, 3), issued_on=DAY,
        reasons=("该事项已由人民法院受理，尚未审结", "依法应当通过诉讼途径解决"), basis="《信访工作条例》有关规定",
        elsewhere="请向清泽县人民法院立案庭了解案件进展，电话000-0000000",
        remedy="如不服本告知，可自收到之日起30日内向上一级机关、单位提出", contact="000-0000000",
    ),
    "extension_notice": notices.ExtensionNotice(
        issuer="清泽县住房和城乡建设局", number=number_text("清建信延", 2026, 7), receiver="居民0003", matter="小区雨污管网错接导致积水",
        matter_number="MS20260601-0031", before=date(2026, 7, 1), due=date(2026, 7, 31), issued_on=date(2026, 6, 29),
        reasons=("需要对地下管网进行全面检测", "涉及三个小区，须统一施工"), basis="《信访工作条例》有关规定",
        progress=("已完成检测1.2公里", "施工方案7月10日前审定"), contact="000-0000000",
    ),
    "reply_letter": notices.ReplyLetter(
        issuer="清泽县住房和城乡建设局", number=number_text("清建信答", 2026, 9), receiver="居民0003", matter="小区雨污管网错接导致积水",
        matter_number="MS20260601-0031", accepted_on=date(2026, 6, 1), issued_on=date(2026, 7, 28),
        findings=("经检测，3号楼、5号楼共4处雨水管接入污水管", "错接系2019年改造施工所致"),
        opinions=("7月25日前已完成4处错接点改造，经复核积水消除", "由原施工单位承担费用，并对相邻小区排查"),
        basis="《城镇排水与污水处理条例》有关规定", remedy="如对本意见不服，可自收到之日起30日内向清泽县人民政府请求复查",
        contact="000-0000000", copies_to=("清泽县信访局",),
    ),
    "transfer_slip": slips.TransferSlip(
        issuer="清泽县政务服务便民热线中心", number=number_text("清热转", 2026, 318), unit="清泽县城市管理局", matter="夜间施工噪声扰民",
        matter_number="MS20260705-0007", accepted_on=DAY, due=date(2026, 7, 10), issued_on=DAY, receiver="居民0004（隐去联系方式）",
        content="城关街道文昌路工地连续三晚22时后施工，影响休息，请求制止。", source="12345热线", place="城关街道文昌路",
        co_units=("县住建局", "城关街道"), opinion="属夜间施工管理，请城管局牵头现场处置。", demand="24小时内联系诉求人，办结后上传照片。",
        urgency="加急", signer="值班主任", contact="热线中心，000-0000000",
    ),
    "password_sheet": passwords.PasswordSheet(
        county="清泽县", made_on=DAY, address="https://gongzhi.example",
        accounts=tuple(passwords.Account(UNIT, f"联络员{n:02}", f"zhujian{n:02}", f"Qz7k-m{n:02}Q-xT") for n in range(1, 24)),
    ),
}  # fmt: skip
