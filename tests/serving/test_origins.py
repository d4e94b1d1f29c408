import pytest

from serving.origins import Origins


def asked(origin: str, host: str) -> dict[str, str]:
    return {"origin": origin, "host": host}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_private_server_knows_its_page_by_the_names_of_its_machine(name: str):
    origins = Origins(is_private=True)
    assert origins.welcome(asked(f"http://{name}:8765", f"{name}:8765"))
    assert origins.welcome(asked(f"http://{name}", name))


@pytest.mark.parametrize("name", ["theirs.example", "localhost.theirs.example", "192.168.1.5"])
def test_private_server_knows_no_page_by_another_name(name: str):
    headers = asked(f"http://{name}:8765", f"{name}:8765")
    assert not Origins(is_private=True).welcome(headers)
    assert Origins().welcome(headers), "others have names of their own"
    assert Origins({f"http://{name}:8765"}, is_private=True).welcome(headers)


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://a:b:c"])
def test_origin_that_is_no_address_is_not_welcome(origin: str):
    assert not Origins().welcome(asked(origin, "localhost"))
    assert not Origins().welcome({"origin": origin})
