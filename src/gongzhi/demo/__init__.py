"""清泽县, a county that does not exist, on which everything can be tried."""
