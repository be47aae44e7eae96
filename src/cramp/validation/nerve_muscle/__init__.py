"""Published experiments on cramps, repeated on the fast model by each rival mechanism."""
