"""Open311 GeoReport v2: programs of others file appeals and read how they stand."""
