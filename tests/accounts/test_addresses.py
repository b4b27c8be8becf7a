import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.addresses import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),  # nobody is trusted: the header is the client's invention
        ("10.0.0.1", "198.51.100.7", 1, "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),  # what stands further left may be invented
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", 2, "198.51.100.7"),
        ("10.0.0.1", "", 1, "10.0.0.1"),  # the proxy was gone round
        ("10.0.0.1", "198.51.100.7", 5, "198.51.100.7"),
        ("10.0.0.1", "<script>", 1, "10.0.0.1"),
        ("10.0.0.1", "2001:DB8::0:1", 1, "2001:db8::1"),
        ("10.0.0.1", " , ,198.51.100.7 , ", 1, "198.51.100.7"),
        ("", "", 0, ""),
    ],
)
def test_the_client_is_the_right_most_untrusted_address(remote: str, forwarded: str, trusted: int, address: str) -> None:
    assert client_address(remote, forwarded, trusted) == address


@given(st.text(max_size=60), st.integers(0, 9))
def test_a_header_never_yields_more_than_an_address(forwarded: str, trusted: int) -> None:
    assert len(client_address("192.0.2.1", forwarded, trusted)) <= 60
