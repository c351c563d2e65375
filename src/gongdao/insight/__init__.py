"""The mirror: reports, trends, reviews, back-tests, simulation."""
