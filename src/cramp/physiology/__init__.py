"""The science as text: chapters of one model, a table of values, and their sources."""
