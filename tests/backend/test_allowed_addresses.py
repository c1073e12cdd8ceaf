"""Which addresses a list of rules lets the server call: nothing that is private unless its network is named."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from backend.allowed_addresses import AllowedAddresses

PUBLIC, PRIVATE = "93.184.215.14", "192.168.1.7"


@pytest.mark.parametrize(
    ("rules", "host", "address", "port"),
    [
        ("hooks.example.com", "hooks.example.com", PUBLIC, 443),
        ("hooks.example.com", "HOOKS.example.com.", PUBLIC, 8443),
        ("*.example.com", "a.b.example.com", PUBLIC, 443),
        ("hooks.example.com:443", "hooks.example.com", PUBLIC, 443),
        ("192.168.1.0/24", "hue.local", PRIVATE, 443),
        ("192.168.1.9/24", "anything", PRIVATE, 443),
        ("a.example, 192.168.1.7:1883", "broker", PRIVATE, 1883),
        ("127.0.0.0/8", "localhost", "127.0.0.1", 80),
        ("fd00::/8", "hue.local", "fd00::7", 443),
        ("[fd00::]/8:8123", "ha.local", "fd00::7", 8123),
        ("192.168.1.0/24", "hue.local", "::ffff:192.168.1.7", 443),
        ("hooks.example.com", "hooks.example.com", "2606:2800:21f:cb07::1", 443),
    ],
)
def test_what_is_allowed(rules: str, host: str, address: str, port: int) -> None:
    assert AllowedAddresses.parse(rules).allow(host, ip_address(address), port)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            PRIVATE,
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
        ),
        *("224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::"),
        # Nobody's in the internet, whatever Python says of them: of a site (QEMU's own host, for one), of old tunnels,
        # of a router's segments, of documents, and of ranges that nobody has been given.
        *("fec0::2", "::127.0.0.1", "::ffff:0:7f00:1", "5f00::1", "3fff::1", "4000::1", "fe00::1", "192.88.99.1"),
    ],
)
def test_a_name_leads_to_nothing_that_is_private(address: str) -> None:
    assert not AllowedAddresses.parse("hooks.example.com").allow("hooks.example.com", ip_address(address), 443)


@pytest.mark.parametrize(
    ("rules", "host", "address", "port"),
    [
        ("hooks.example.com", "other.example.com", PUBLIC, 443),
        ("example.com", "hooks.example.com", PUBLIC, 443),
        ("*.example.com", "example.com", PUBLIC, 443),
        ("*.example.com", "badexample.com", PUBLIC, 443),
        ("hooks.example.com:443", "hooks.example.com", PUBLIC, 22),
        ("192.168.1.0/24:1883", "hue.local", PRIVATE, 443),
        ("192.168.2.0/24", "hue.local", PRIVATE, 443),
        ("0.0.0.0/0", "anything", "224.0.0.1", 443),
        ("0.0.0.0/0", "anything", "0.0.0.0", 443),
    ],
)
def test_what_is_not_allowed(rules: str, host: str, address: str, port: int) -> None:
    assert not AllowedAddresses.parse(rules).allow(host, ip_address(address), port)


def test_nothing_is_allowed_without_rules() -> None:
    assert not AllowedAddresses().allow("hooks.example.com", ip_address(PUBLIC), 443)


@pytest.mark.parametrize("text", ["", "a.example,", "https://a.example", "a.example:0", "a.example:99999", "a b", "*"])
def test_a_list_that_is_wrong_names_its_part(text: str) -> None:
    with pytest.raises(ValueError, match=r"neither a name nor a network|no port"):
        AllowedAddresses.parse(text)
