"""Files: content-addressed, checked on the way in, never served as a page."""
