"""Addresses of appeals; those with words of their own come before the number."""

from gongzhi.modules.appeals.desk.views import desk_urls
from gongzhi.modules.appeals.directory.views import directory_urls
from gongzhi.modules.appeals.intake.views import intake_urls
from gongzhi.modules.appeals.learning.views import learning_urls
from gongzhi.modules.appeals.mediation.views import mediation_urls
from gongzhi.modules.appeals.whistles.views import whistle_urls

app_name = "appeals"
urlpatterns = [*intake_urls, *directory_urls, *learning_urls, *mediation_urls, *whistle_urls, *desk_urls]
