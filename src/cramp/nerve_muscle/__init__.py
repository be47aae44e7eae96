"""Nerve and muscle: how a cramp begins, runs and ends, and how many the body's state makes."""
