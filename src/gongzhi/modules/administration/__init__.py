"""Keeping the system: units, places, posts, officers, permissions, parameters, calendar, sign-ins."""
