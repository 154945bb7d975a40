"""Addresses of ecology, by part."""

from gongzhi.kernel.web.rounds.views import round_urls
from gongzhi.kernel.web.sheets.views import sheet_urls
from gongzhi.modules.ecology.chiefs.views import reach_urls
from gongzhi.modules.ecology.inspections.sheets import SHEETS
from gongzhi.modules.ecology.inspections.views import inspection_urls
from gongzhi.modules.ecology.patrols.pages import PAGES
from gongzhi.modules.ecology.problems.views import problem_urls
from gongzhi.modules.ecology.reports.views import report_urls
from gongzhi.modules.ecology.sites.views import site_urls
from gongzhi.modules.ecology.stations.views import station_urls

app_name = "ecology"
urlpatterns = [
    *report_urls,
    *round_urls(PAGES),
    *problem_urls,
    *station_urls,
    *reach_urls,
    *sheet_urls(SHEETS),
    *inspection_urls,
    *site_urls,
]
