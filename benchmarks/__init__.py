"""Measures how fast people are simulated, and how exactly; `make bench` runs it."""
