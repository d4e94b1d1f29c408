import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from wire.messages import Alignment
from wire.timestamps import WholeTimestamps, encode_timestamps

PARTS = st.lists(
    st.tuples(st.binary(max_size=10), st.text(min_size=1, max_size=4), st.text(max_size=4))
)


def alignment(text: str) -> Alignment:
    return Alignment(tuple(text), tuple(range(0, 10 * len(text), 10)), (10,) * len(text))


@given(PARTS, st.binary(max_size=5))
def test_whole_answer_is_its_lines_joined(parts: list[tuple[bytes, str, str]], rest: bytes):
    whole, since_ms = WholeTimestamps(), 0
    sent, lines = b"", []
    for audio, text, said in parts:
        sent += whole.encode(audio, alignment(text), alignment(said))
        lines.append(
            json.loads(encode_timestamps(audio, alignment(text), alignment(said), since_ms))
        )
        since_ms += 10 * len(text)
    answer = json.loads(sent + b"".join(whole.finish(rest)))
    audio = b"".join(part[0] for part in parts) + rest
    assert base64.b64decode(answer["audio_base64"], validate=True) == audio
    for name in ("alignment", "normalized_alignment"):
        times = [line[name] for line in lines if line[name]]
        if not times:
            assert answer[name] is None
            continue
        assert answer[name] == {
            field: [value for part in times for value in part[field]] for field in times[0]
        }
