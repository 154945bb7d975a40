"""What supervision owes by itself, in the order of a morning: lights, prompts, the ladder, the account (§6, §7).

Each `find` reads in a constant number of statements for each five hundred tasks and yields only what is owed;
the kernel sees to it that a key is done once. Nothing is sent to anybody on a day that is not worked.
"""

from __future__ import annotations

from gongzhi.kernel.duty import Duty
from gongzhi.modules.supervision.duties import bundles as duty_bundles
from gongzhi.modules.supervision.duties import circular as duty_circular
from gongzhi.modules.supervision.duties import holds as duty_holds
from gongzhi.modules.supervision.duties import ladder as duty_ladder
from gongzhi.modules.supervision.duties import lights as duty_lights
from gongzhi.modules.supervision.duties import prompts as duty_prompts

DUTIES = (
    Duty(
        "supervision.lights",
        "判定亮灯",
        "5 0 * * *",  # a light changes with the day, or with a move, which judges it itself
        duty_lights.lights_to_judge,
        duty_lights.judge_batch,
    ),
    Duty("supervision.terms", "到期提醒", "0 8 * * *", duty_prompts.terms_near, duty_prompts.prompt_terms),
    Duty("supervision.nodes", "节点提醒", "5 8 * * *", duty_prompts.nodes_near, duty_prompts.prompt_node),
    Duty(
        "supervision.report_day",
        "应报日提醒",
        "10 8 * * *",
        duty_prompts.reports_due,
        duty_prompts.prompt_reports,
    ),
    Duty(
        "supervision.office",
        "核查销号超时提醒",
        "15 8 * * *",
        duty_prompts.office_late,
        duty_prompts.prompt_office,
    ),
    Duty(
        "supervision.reminders",
        "催办单",  # a unit gets one a day, about all that is late or yellow
        "30 8 * * *",
        duty_ladder.reminders_owed,
        duty_bundles.remind_unit,
    ),
    Duty(
        "supervision.notices",
        "督办通知单",
        "35 8 * * *",
        duty_ladder.notices_owed,
        duty_bundles.notice_unit,
    ),
    Duty("supervision.hold", "挂账", "45 8 * * *", duty_holds.to_hold, duty_holds.hold_one),
    Duty(
        "supervision.hold_word",
        "挂账整改周报提醒",
        "50 8 * * *",
        duty_prompts.hold_words_late,
        duty_prompts.prompt_hold,
    ),
    Duty(
        "supervision.circular",
        "起草通报",
        "52 8 * * *",
        duty_circular.circulars_owed,
        duty_circular.lay_before_office,
    ),
    Duty(
        "supervision.talk",
        "建议约谈",
        "55 8 * * *",
        duty_ladder.talks_to_propose,
        duty_ladder.propose_talk,
    ),
)
