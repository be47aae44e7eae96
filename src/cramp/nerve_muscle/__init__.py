"""Nerve and muscle: how a cramp begins, runs and ends."""
