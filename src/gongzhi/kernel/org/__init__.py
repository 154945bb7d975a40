"""Places, units, leading groups, posts and officers: who and where, with dates."""
