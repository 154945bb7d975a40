"""Rows read and written at nearly the cost of SQL itself, for the paths that run hundreds of times a second.

Django compiles a statement anew each time, which costs it more than the database needs to carry it out.
`Prepared` compiles a query once; `insert` writes new rows by a statement known per table. On PostgreSQL both
are prepared in the connection as well, so that the server plans them once. Elsewhere the ORM is right.
"""

from .cursors import cursor
from .reading import Keys, Prepared, Slot
from .writing import insert

__all__ = ["Keys", "Prepared", "Slot", "cursor", "insert"]
