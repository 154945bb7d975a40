"""Look a plan over as a careful reader would (计划体检). Pure: no database, no settings, no Django."""

from gongzhi.kernel.documents.lint.examine import as_json, examine
from gongzhi.kernel.documents.lint.order import Days, statutory_days
from gongzhi.kernel.documents.lint.values import KINDS, Finding, Kind, Place

__all__ = ["KINDS", "Days", "Finding", "Kind", "Place", "as_json", "examine", "statutory_days"]
