"""What a fetch may do: how far, how long, how much, how often."""

from __future__ import annotations

from dataclasses import dataclass

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


def accepted(types: frozenset[str]) -> str:
    """An `Accept` header for media types: a feed's before what pages have as well, lest a site that has both sends the page."""
    feeds = {name for name in types - HTML_TYPES if name.endswith("xml")}
    others = [f"{name};q=0.5" if feeds else name for name in sorted(types - feeds)]
    return ", ".join([*sorted(feeds), *others, "*/*;q=0.1"])


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of fetching; times in seconds, sizes in bytes after decompression."""

    user_agent: str
    """Names the program and how to reach its operator: `Hirfa/0.1 (+mailto:desk@example.ma)`."""
    ports: frozenset[int] = frozenset({80, 443})
    redirects: int = 5
    total_seconds: float = 45.0
    """From the first byte sent to the last received, all redirects included; waiting for one's turn is not."""
    connect_seconds: float = 10.0
    read_seconds: float = 15.0
    page_bytes: int = 10 << 20
    robots_bytes: int = 500 << 10
    """RFC 9309, 2.5: at least this much of a robots.txt is to be read."""
    robots_seconds: float = 24 * 3600
    """For how long a robots.txt is believed; RFC 9309, 2.4: no longer than a day."""
    robots_failed_seconds: float = 60.0
    """How long nothing is asked of a site whose robots.txt can't be read, unless it names a longer time."""
    pace_seconds: float = 2.0
    """Least time between two requests to one host."""
    longest_pace_seconds: float = 60.0
    """What a `Crawl-delay` may raise it to."""
    attempts: int = 3
    back_off_seconds: float = 1.0
    """Before the second attempt; doubled for each further one."""
    longest_wait_seconds: float = 5.0
    """A longer `Retry-After` is not waited for here, where other pages would wait with it: the error says when to come back."""
    longest_retry_after_seconds: float = 7 * 86_400.0
    """A longer `Retry-After` is a mistake, and taken for this."""

    def __post_init__(self) -> None:
        name, _, contact = self.user_agent.partition("(")
        if not name.strip() or not any(mark in contact for mark in ("@", "http://", "https://")):
            raise ValueError(
                f"a user agent must name its operator's address, as 'Hirfa/0.1 (+mailto:desk@example.ma)': '{self.user_agent}'"
            )

    @property
    def robot(self) -> str:
        """The name that robots.txt files address it by."""
        return self.user_agent.split("/")[0].split("(")[0].strip()
