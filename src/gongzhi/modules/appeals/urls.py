"""Addresses of appeals; those with words of their own come before the number."""

from gongzhi.modules.appeals.desk.views import desk_urls
from gongzhi.modules.appeals.directory.views import directory_urls
from gongzhi.modules.appeals.figures.views import figure_urls
from gongzhi.modules.appeals.figures.views_circulars import circular_urls
from gongzhi.modules.appeals.intake.views import intake_urls
from gongzhi.modules.appeals.learning.views import learning_urls
from gongzhi.modules.appeals.mediation.views import mediation_urls
from gongzhi.modules.appeals.open311.offers import offer_urls
from gongzhi.modules.appeals.papers.views import paper_urls
from gongzhi.modules.appeals.topics.views import topic_urls
from gongzhi.modules.appeals.whistles.views import whistle_urls

app_name = "appeals"
urlpatterns = [
    *intake_urls,
    *directory_urls,
    *learning_urls,
    *figure_urls,
    *circular_urls,
    *topic_urls,
    *mediation_urls,
    *whistle_urls,
    *offer_urls,
    *paper_urls,
    *desk_urls,
]
