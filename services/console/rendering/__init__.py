"""Facts as a person reads them, on a terminal or in a pipe."""
