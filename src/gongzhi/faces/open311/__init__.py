"""Open311 GeoReport v2 at /open311/v2/: programs of others report to the county and read what became of it."""
