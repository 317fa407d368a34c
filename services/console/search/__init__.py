"""Search as an analyst uses it: words and filters in, facts and articles with their quotes and facets out."""
