"""Read any official plan document into tasks. Pure: no database, no settings, no Django."""

from gongzhi.kernel.documents.reading.completeness import Completeness, completeness
from gongzhi.kernel.documents.reading.reader import read, read_source
from gongzhi.kernel.documents.reading.values import (
    Block,
    Deadline,
    Document,
    Doubt,
    Group,
    Member,
    Node,
    Piece,
    Reading,
    Span,
    Target,
    Task,
    as_json,
)

__all__ = [
    "Block",
    "Completeness",
    "Deadline",
    "Document",
    "Doubt",
    "Group",
    "Member",
    "Node",
    "Piece",
    "Reading",
    "Span",
    "Target",
    "Task",
    "as_json",
    "completeness",
    "read",
    "read_source",
]
