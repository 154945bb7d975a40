"""Addresses of grid governance."""

from gongzhi.modules.grid.events.points import point_urls
from gongzhi.modules.grid.events.views import event_urls

app_name = "grid"
urlpatterns = [*event_urls, *point_urls]
