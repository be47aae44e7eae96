"""Nerve and muscle: what the body's state does to cramps."""
