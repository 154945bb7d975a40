"""Addresses of grid governance."""

from gongzhi.kernel.web.rounds.views import round_urls
from gongzhi.kernel.web.sheets.views import sheet_urls
from gongzhi.modules.grid.catalogue.views import catalogue_urls
from gongzhi.modules.grid.census.sheets import SHEETS as CENSUS_SHEETS
from gongzhi.modules.grid.census.views import census_urls
from gongzhi.modules.grid.events.points import point_urls
from gongzhi.modules.grid.events.views import event_urls
from gongzhi.modules.grid.figures.maps import map_urls
from gongzhi.modules.grid.figures.views import figure_urls
from gongzhi.modules.grid.grids.views import grid_urls
from gongzhi.modules.grid.grids.views_split import split_urls
from gongzhi.modules.grid.parts.sheets import SHEETS as PART_SHEETS
from gongzhi.modules.grid.parts.views import part_urls
from gongzhi.modules.grid.patrols.pages import PAGES
from gongzhi.modules.grid.visits.views import visit_urls

app_name = "grid"
urlpatterns = [
    *event_urls,
    *point_urls,
    *map_urls,
    *figure_urls,
    *split_urls,
    *grid_urls,
    *census_urls,
    *sheet_urls(CENSUS_SHEETS),
    *visit_urls,
    *catalogue_urls,
    *part_urls,
    *sheet_urls(PART_SHEETS),
    *round_urls(PAGES),
]
