"""Published experiments as files, run on simulated people and scored against what was measured."""
