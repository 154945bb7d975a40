"""Pages of administration, one file for each thing that is kept."""
