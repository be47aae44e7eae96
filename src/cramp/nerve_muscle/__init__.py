"""The fast model: axon terminals, motoneurons and a muscle; how a cramp begins, runs and ends."""
