"""From a person and their exposures to the course of the body, many plausible versions of it."""
