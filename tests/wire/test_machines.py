"""Any sequence of messages, rubbish, pauses and slow moments, against a model of each dialect.

`SEQUENCES` in the environment asks for another number of them: `make fuzz` runs many.
"""

import base64
import os
from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.fakes import ToneEngine
from tests.wire.talk import Talk
from wire.eleven.settings import parse_settings
from wire.eleven.sockets import MAX_CONTEXTS, MultiStreamInput, StreamInput
from wire.own import OwnConversation
from wire.session import Session

SEQUENCES = int(os.environ.get("SEQUENCES", "3400"))
SETTINGS = settings(max_examples=SEQUENCES, stateful_step_count=12, deadline=None)

TEXTS = st.one_of(
    st.sampled_from(
        ["Hello", " there, ", "my friend. ", "3.", "5 ", " ", "\n\n", "x = \\(a", "\\) "]
    ),
    st.text(min_size=1, max_size=8),
)
RUBBISH = st.one_of(
    st.sampled_from(["", "{", "[]", "7", '{"text": []}', '{"text": "a", "flush": 1}', b"\0"]),
    st.text(max_size=5).filter(lambda text: not text.strip().startswith("{")),
)
PAUSES_S = st.sampled_from([0.01, 0.11, 0.5, 2.0, 9.0])


class Common(RuleBasedStateMachine):
    """Slow engines and slow readers, and what holds for every dialect."""

    talk: Talk

    @property
    def is_open(self) -> bool:
        return self.talk.close is None

    @precondition(lambda self: self.is_open)
    @rule(seconds=PAUSES_S)
    def wait(self, seconds: float) -> None:
        self.talk.wait(seconds)

    @rule()
    def engine_and_reader_stop(self) -> None:
        self.talk.holds = True

    @rule()
    def engine_speaks_once(self) -> None:
        self.talk.speak_next()

    @rule()
    def reader_reads(self) -> None:
        self.talk.send_all()

    @rule()
    def engine_and_reader_go_on(self) -> None:
        self.talk.holds = False
        self.talk.settle()

    @invariant()
    def every_chunk_lasts_as_long_as_its_times(self) -> None:
        for frame in self.talk.frames:
            if alignment := frame.get("alignment"):
                samples = len(base64.b64decode(frame["audio"])) / 2
                lasts_ms = sum(alignment.get("charDurationsMs") or alignment["char_durations_ms"])
                rate = 24 if "charDurationsMs" in alignment else 44.1
                assert abs(lasts_ms - samples / rate) <= 1


class OwnDialect(Common):
    """One stream of text, of which every character comes back, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(OwnConversation(Session()), ToneEngine(samples_per_char=80))
        self.sent = ""
        self.has_begun = False
        self.has_ended = False

    @precondition(lambda self: self.is_open and not self.has_ended)
    @rule(text=TEXTS, flush=st.booleans())
    def say(self, text: str, flush: bool) -> None:
        self.talk.send(text=text, flush=flush)
        opens = text == " " and not self.has_begun
        self.has_begun = True
        self.sent += "" if opens else text
        if flush and not self.talk.holds:
            assert self.talk.chars() == self.sent

    @precondition(lambda self: self.is_open)
    @rule(rubbish=RUBBISH.filter(lambda frame: isinstance(frame, str)))
    def rubbish(self, rubbish: str) -> None:
        self.talk.send_frame(rubbish)
        assert self.is_open, "the stream goes on"

    @precondition(lambda self: self.is_open)
    @rule()
    def end(self) -> None:
        self.talk.send(text="")
        self.has_ended = True

    @invariant()
    def characters_come_back_in_order(self) -> None:
        heard = self.talk.chars()
        assert self.sent.startswith(heard)
        if self.talk.close and self.talk.close.code == 1000 and not self.talk.unsent:
            assert heard == self.sent

    def teardown(self) -> None:
        self.engine_and_reader_go_on()
        if self.is_open:
            self.end()
        assert self.talk.close is not None
        assert self.talk.close.code in (1000, 1008)


class ElevenStream(Common):
    """stream-input: the same, with a final frame at the end and an end of all patience."""

    def __init__(self) -> None:
        super().__init__()
        asked = parse_settings({"output_format": "pcm_24000"}, 20.0)
        self.talk = Talk(StreamInput(asked), ToneEngine(samples_per_char=80))
        self.sent = ""
        self.has_begun = False
        self.has_ended = False

    @precondition(lambda self: self.is_open and not self.has_ended)
    @rule(text=TEXTS, flush=st.booleans(), trigger=st.booleans())
    def say(self, text: str, flush: bool, trigger: bool) -> None:
        self.talk.send(text=text, flush=flush, try_trigger_generation=trigger)
        opens = text == " " and not self.has_begun
        self.has_begun = True
        self.sent += "" if opens else text
        if flush and not self.talk.holds:
            assert self.talk.chars() == self.sent

    @precondition(lambda self: self.is_open and not self.has_ended)
    @rule()
    def end(self) -> None:
        self.talk.send(text="")
        self.has_begun = self.has_ended = True

    @precondition(lambda self: self.is_open)
    @rule(rubbish=RUBBISH)
    def rubbish(self, rubbish: str | bytes) -> None:
        self.talk.send_frame(rubbish)
        if not self.has_ended:
            assert self.talk.close is not None
            assert self.talk.close.code == 1008

    @invariant()
    def characters_come_back_in_order(self) -> None:
        heard = self.talk.chars()
        assert self.sent.startswith(heard)
        finals = self.talk.finals()
        assert finals <= 1
        if finals:
            assert heard == self.sent
            assert self.talk.frames[-1]["isFinal"] is True

    def teardown(self) -> None:
        self.engine_and_reader_go_on()
        if self.is_open:
            self.end()
            self.characters_come_back_in_order()
            assert self.talk.finals() == 1
            assert self.talk.close is not None
            assert self.talk.close.code == 1000


class ElevenContexts(Common):
    """multi-stream-input: each context's characters in order, and one final for each close."""

    def __init__(self) -> None:
        super().__init__()
        asked = parse_settings({"output_format": "pcm_24000", "inactivity_timeout": "180"}, 20.0)
        self.talk = Talk(MultiStreamInput(asked), ToneEngine(samples_per_char=80))
        self.sent: dict[str, str] = {}  # of the contexts that are open
        self.unflushed: set[str] = set()
        self.closed: dict[str, int] = defaultdict(int)
        self.whole: dict[tuple[str, int], str] = {}  # of each round that is spoken to its end
        self.is_ending = False

    NAMES = st.sampled_from([f"c{i}" for i in range(MAX_CONTEXTS + 1)])

    @precondition(lambda self: self.is_open and not self.is_ending)
    @rule(name=NAMES, text=TEXTS, flush=st.booleans())
    def say(self, name: str, text: str, flush: bool) -> None:
        self.talk.send(text=text, context_id=name, flush=flush)
        if not self.is_open:
            assert self.talk.close is not None
            assert self.talk.close.code == 1008
            return
        opens = text == " " and name not in self.sent
        self.sent[name] = self.sent.get(name, "") + ("" if opens else text)
        if flush:
            self.unflushed.discard(name)
            if not self.talk.holds:
                assert self.heard(name) == self.sent[name]
        elif text.strip():
            self.unflushed.add(name)

    @precondition(lambda self: self.is_open)
    @rule(name=NAMES)
    def flush(self, name: str) -> None:
        self.talk.send(context_id=name, flush=True)
        self.unflushed.discard(name)

    @precondition(lambda self: self.is_open)
    @rule(name=NAMES)
    def keep_alive(self, name: str) -> None:
        self.talk.send(text="", context_id=name)
        self.talk.send(text="")

    @precondition(lambda self: self.is_open)
    @rule(name=NAMES)
    def close_context(self, name: str) -> None:
        before = self.heard(name)
        self.talk.send(context_id=name, close_context=True)
        if name in self.sent:
            is_interrupted = name in self.unflushed
            round = self.count_close(name)
            if is_interrupted and not self.talk.holds:
                assert self.heard(name, round) in (before, ""), "silent at once"

    @precondition(lambda self: self.is_open)
    @rule()
    def close_socket(self) -> None:
        self.is_ending = True
        for name in list(self.sent):
            self.count_close(name)
        self.talk.send(close_socket=True)

    def count_close(self, name: str) -> int:
        """Number of the round that is closed; it is interrupted if it was not flushed."""
        text = self.sent.pop(name)
        round = self.closed[name]
        self.closed[name] += 1
        if name in self.unflushed:
            self.unflushed.remove(name)
        else:
            self.whole[name, round] = text
        return round

    @invariant()
    def characters_come_back_in_order(self) -> None:
        for name, text in self.sent.items():
            if self.talk.finals(name) == self.closed[name]:
                assert text.startswith(self.heard(name))

    @invariant()
    def each_close_has_one_final(self) -> None:
        for name in list(self.closed):
            finals = self.talk.finals(name)
            assert finals <= self.closed[name]
            if not self.talk.holds and self.is_open:
                assert finals == self.closed[name]

    @invariant()
    def rounds_of_one_name_are_heard_one_after_another(self) -> None:
        for (name, round), text in self.whole.items():
            if self.talk.finals(name) > round:
                assert self.heard(name, round) == text

    def heard(self, name: str, after: int | None = None) -> str:
        """Characters of a context since its last final, or between two of them."""
        rounds = [""]
        for frame in self.talk.of(name):
            if frame.get("isFinal"):
                rounds.append("")
            elif frame.get("alignment"):
                rounds[-1] += "".join(frame["alignment"]["chars"])
        return rounds[-1 if after is None else after]

    def teardown(self) -> None:
        self.engine_and_reader_go_on()
        if self.is_open:
            self.close_socket()
            assert self.talk.close is not None
            assert self.talk.close.code == 1000


for machine in (OwnDialect, ElevenStream, ElevenContexts):
    machine.TestCase.settings = SETTINGS

TestOwnDialect = OwnDialect.TestCase
TestElevenStream = ElevenStream.TestCase
TestElevenContexts = ElevenContexts.TestCase
