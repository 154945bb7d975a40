"""人房企: the residents, households, houses and organisations of a county, each at its place, with what changed."""
