from __future__ import annotations

from gongzhi.demo import boundaries, county
from gongzhi.kernel.org.geometry import flaws, geojson


def test_grids_fill_the_county_without_gap_or_overlap():
    grids = boundaries.grids()
    whole = boundaries.unions(grids)[county.COUNTY[0]]

    assert len(grids) == 1455
    assert flaws(geojson(whole), [(grid.code, geojson(grid.area)) for grid in grids]) == []


def test_every_village_and_town_has_its_land():
    areas = boundaries.unions(boundaries.grids())
    below = {place.code for place in county.places() if place.parent.startswith("349921")}

    assert set(areas) == below | {county.COUNTY[0]}
