"""Addresses of supervision; each part brings its own list."""

from __future__ import annotations

from gongzhi.modules.supervision.founding.views import founding_urls
from gongzhi.modules.supervision.ranking.views import rank_urls
from gongzhi.modules.supervision.views_board import board_urls
from gongzhi.modules.supervision.views_holds import hold_urls
from gongzhi.modules.supervision.views_meetings import meeting_urls
from gongzhi.modules.supervision.views_papers import paper_urls
from gongzhi.modules.supervision.views_plan_batch import batch_urls
from gongzhi.modules.supervision.views_plan_cases import case_urls
from gongzhi.modules.supervision.views_plan_compare import compare_urls
from gongzhi.modules.supervision.views_plan_issue import issue_urls
from gongzhi.modules.supervision.views_plan_leads import lead_urls
from gongzhi.modules.supervision.views_plan_lint import lint_urls
from gongzhi.modules.supervision.views_plan_review import review_urls
from gongzhi.modules.supervision.views_plans import plan_urls
from gongzhi.modules.supervision.views_slips import slip_urls
from gongzhi.modules.supervision.views_tasks import task_urls

app_name = "supervision"
urlpatterns = [
    *board_urls,
    *hold_urls,
    *meeting_urls,
    *plan_urls,
    *review_urls,
    *issue_urls,
    *lint_urls,
    *compare_urls,
    *batch_urls,
    *case_urls,
    *lead_urls,
    *founding_urls,
    *rank_urls,
    *paper_urls,
    *slip_urls,
    *task_urls,
]
