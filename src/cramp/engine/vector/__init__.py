"""Runs many people at once in generated vector code."""
