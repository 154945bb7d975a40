"""Grid governance: events in seven stages, visits, residents and houses, the grids themselves with their teams."""
