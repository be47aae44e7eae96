"""Who the person is and what they told: the diary file, read, checked and written."""
