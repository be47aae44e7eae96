"""Runs models written as SBML; knows nothing of bodies."""
