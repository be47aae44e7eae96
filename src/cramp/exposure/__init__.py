"""From what a diary tells, and what it does not, to timed inputs of the body."""
