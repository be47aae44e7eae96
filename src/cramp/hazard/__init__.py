"""From the course of a body to the cramps to expect, and how sure that is."""
