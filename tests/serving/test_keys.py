import hmac
from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import BadInput
from serving.keys import ANONYMOUS, Key, Keyring, check_exposure, presented_key, read_keys


def test_keyring_names_the_owner_of_each_key():
    ring = Keyring([Key("ann", "secret-a"), Key("bob", "secret-b")])
    assert ring.owner("secret-a") == "ann"
    assert ring.owner("secret-b") == "bob"


@pytest.mark.parametrize("wrong", [None, "", "secret", "secret-aa", "SECRET-A", "sécret", "\ud800"])
def test_keyring_refuses_any_other_key(wrong: str | None):
    with pytest.raises(BadInput, match="xi-api-key") as refused:
        Keyring([Key("ann", "secret-a")]).owner(wrong)
    assert refused.value.code == "invalid_api_key"
    assert "secret-a" not in refused.value.message


def test_empty_keyring_lets_everybody_in():
    assert Keyring().owner(None) == Keyring().owner("anything") == ANONYMOUS


@pytest.mark.parametrize("presented", ["secret-a", "secret-b", "wrong", None])
def test_every_key_is_compared_in_constant_time_whichever_is_right(
    presented: str | None, monkeypatch: pytest.MonkeyPatch
):
    ring = Keyring([Key("ann", "secret-a"), Key("bob", "secret-b"), Key("eve", "secret-c")])
    compared: list[bytes] = []

    def compare(given: bytes, secret: bytes) -> bool:
        compared.append(secret)
        return given == secret

    monkeypatch.setattr(hmac, "compare_digest", compare)
    with suppress(BadInput):
        ring.owner(presented)
    assert compared == [b"secret-a", b"secret-b", b"secret-c"]


def test_key_is_not_shown_where_it_is_printed():
    assert "secret-a" not in repr(Key("ann", "secret-a"))


@pytest.mark.parametrize(
    ("headers", "query", "key"),
    [
        ({"xi-api-key": "k"}, {}, "k"),
        ({"authorization": "Bearer k"}, {}, "k"),
        ({"authorization": "bearer  k "}, {}, "k"),
        ({"authorization": "k"}, {}, "k"),
        ({}, {"api_key": "k"}, "k"),
        ({}, {"authorization": "Bearer k"}, "k"),
        ({}, {"authorization": "k"}, "k"),
        ({"xi-api-key": "k"}, {"api_key": "other"}, "k"),
        ({}, {}, None),
    ],
)
def test_key_is_found_wherever_clients_put_it(
    headers: dict[str, str], query: dict[str, str], key: str | None
):
    assert presented_key(headers, query) == key


def test_key_file_names_its_keys(tmp_path: Path):
    path = tmp_path / "keys.txt"
    path.write_text("# ours\nann secret-a\n\nsecret-b\n")
    ring = read_keys(["secret-c"], [path])
    assert ring.owner("secret-a") == "ann"
    assert ring.owner("secret-b") == "keys-4"
    assert ring.owner("secret-c") == "key-1"


def test_key_file_with_a_bad_line_is_refused_by_its_number(tmp_path: Path):
    path = tmp_path / "keys.txt"
    path.write_text("ann secret a\n")
    with pytest.raises(BadInput, match="line 1"):
        read_keys([], [path])
    with pytest.raises(BadInput, match="cannot be read"):
        read_keys([], [tmp_path / "none"])
    with pytest.raises(BadInput, match="empty"):
        read_keys([""], [])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", ""])
def test_server_is_not_exposed_without_keys(host: str):
    with pytest.raises(BadInput, match="--insecure-no-auth"):
        check_exposure(host, Keyring(), insecure=False)
    check_exposure(host, Keyring(), insecure=True)
    check_exposure(host, Keyring([Key("ann", "a")]), insecure=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_server_on_loopback_needs_no_keys(host: str):
    check_exposure(host, Keyring(), insecure=False)
