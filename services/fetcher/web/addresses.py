"""Which addresses a fetch may connect to: those of the public Internet, and no others, however they are written.

Sources: IANA's special-purpose address registries (RFC 6890), the WHATWG URL standard's IPv4 parser for numeric hosts,
RFC 4291 (mapped and compatible), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 6052 and 8215 (NAT64).
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_REFUSED: dict[_Network, str] = {
    ipaddress.ip_network(network): what
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier's NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "a cloud's metadata"),
        ("2001::/32", "Teredo"),
        ("2001:2::/48", "benchmarks"),
        ("2001:10::/28", "ORCHID"),
        ("2001:20::/28", "ORCHID"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
}
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_6TO4 = ipaddress.IPv6Network("2002::/16")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain", "corp", "home")


def refused_address(address: Address, *, allow_loopback: bool = False) -> str | None:
    """Why an address may not be connected to.

    Args:
        address: v4 or v6.
        allow_loopback: for tests against a server on this machine.

    Returns:
        what kind of address it is, or None for one of the public Internet.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return "an address with a zone"
        if allow_loopback and address.is_loopback:
            return None
        inner = _embedded(address)
        if inner is not None:
            return refused_address(inner, allow_loopback=allow_loopback)
        if address not in _GLOBAL_UNICAST:
            return "loopback" if address.is_loopback else "multicast" if address.is_multicast else "not of the public Internet"
    elif allow_loopback and address.is_loopback:
        return None
    for network, what in _REFUSED.items():
        if address.version == network.version and address in network:
            return what
    return None if address.is_global else "not of the public Internet"


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The v4 address that a v6 address leads to: mapped, translated, tunnelled or compatible."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None


def literal_address(host: str) -> Address | None:
    """The address that a URL's host is, in any notation that some program takes for one.

    Args:
        host: without brackets, in lower case.

    Returns:
        the address; None for a name.

    Raises:
        ValueError: it looks like an address and is none.
    """
    if ":" in host:
        return ipaddress.IPv6Address(host)
    parts = host.rstrip(".").split(".")
    last = parts[-1]
    if not (last.isdigit() or last.startswith("0x")):
        return None
    if len(parts) > 4:
        raise ValueError(f"no address: '{host}'")
    numbers = [_number(part, host) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        raise ValueError(f"no address: '{host}'")
    return ipaddress.IPv4Address(numbers[-1] + sum(number << (8 * (3 - i)) for i, number in enumerate(numbers[:-1])))


def _number(part: str, host: str) -> int:
    """A part of a v4 address: hexadecimal after 0x, octal after 0, decimal otherwise."""
    try:
        if part.startswith("0x"):
            return int(part[2:] or "0", 16)
        if not (part.isascii() and part.isdigit()):
            raise ValueError
        return int(part, 8 if len(part) > 1 and part[0] == "0" else 10)
    except ValueError:
        raise ValueError(f"no address: '{host}'") from None


def is_local_name(host: str) -> bool:
    """Whether a name is of a machine's or a site's own: `localhost`, `printer.local`, or a bare word without a dot."""
    host = host.rstrip(".").lower()
    return "." not in host or any(host == name or host.endswith("." + name) for name in _LOCAL_NAMES)
