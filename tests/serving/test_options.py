import pytest

from serving.limits import Limits
from serving.options import parse_options


def test_defaults_are_those_of_the_limits():
    options = parse_options([])
    assert options.limits == Limits()
    assert (options.host, options.port, options.api_key) == ("127.0.0.1", 8765, ())


def test_every_limit_has_a_flag():
    flags = "--max-message-bytes 1 --max-pending-chars 2 --max-sessions 3 --max-sessions-per-key 4"
    times = "--max-queued 5 --handshake-timeout 6.5 --idle-timeout 7 --slow-reader-timeout 8"
    limits = parse_options([*flags.split(), *times.split()]).limits
    assert limits == Limits(1, 2, 3, 4, 5, 6.5, 7.0, 8.0)


def test_flags_that_may_come_again_are_collected():
    words = [
        "--api-key",
        "a",
        "--api-key",
        "b",
        "--allow-origin",
        "https://x",
        "--allow-origin",
        "null",
    ]
    options = parse_options(words)
    assert options.api_key == ("a", "b")
    assert options.allow_origin == {"https://x", "null"}


@pytest.mark.parametrize(
    "words",
    [
        "--port 65536",
        "--port -1",
        "--threads -1",
        "--speed 9",
        "--max-sessions 0",
        "--idle-timeout 0",
        "--idle-timeout nan",
        "--idle-timeout inf",
        "--tls-cert a.pem",
        "--tls-key a.pem",
    ],
)
def test_what_makes_no_sense_is_refused(words: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        parse_options(words.split())
    assert words.split()[0] in capsys.readouterr().err
