"""The submission API: articles taken in over HTTP, and where they are. `openapi.json` says what it answers."""
