"""The report: an assessment as one page that needs nothing else."""
