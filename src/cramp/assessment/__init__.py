"""What a person's diary and simulated body mean for them, behind one safety gate."""
