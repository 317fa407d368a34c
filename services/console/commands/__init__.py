"""The sub-commands of `hirfa`, one module each."""
