"""Feeds: RSS, Atom and news sitemaps of a list, asked as often as each has news; what is new in them passes the door of URLs."""
