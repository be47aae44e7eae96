"""Sets the body's `fitted` values from the experiments that carry the role `fitted`."""
