"""Every component on one page, with sample rows of the fictional county; mounted in DEBUG and DEMO only."""
