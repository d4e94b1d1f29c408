// The page: text goes to the server as the user chose, and what comes back goes on stage.

import * as controls from "./controls.js";
import { byId, clock, setText } from "./dom.js";
import { EXAMPLES } from "./examples.js";
import { Player, RATE_HZ } from "./player.js";
import { untilThere } from "./server.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { paced, typed } from "./typing.js";

let session = null; // the one that is running
let spoken = ""; // what the box held when the last session ended; typing goes on after it
let stage; // once the browser has a loudspeaker for it

/** Begin to speak; what to say is written to the session. */
function begin() {
  stop();
  problem("");
  setText("ttfa", "–");
  stage.begin();
  const mine = new Session(controls.settings(), {
    audio(pcm, alignment) {
      stage.add(pcm, alignment);
      setText("ttfa", `${Math.round(mine.ttfaMs)} ms`);
    },
    lost: showLoss,
    back: greet,
    failed(error) {
      finish();
      problem(error.message);
      if (error.error.includes("api_key")) controls.askForKey();
    },
    done: finish,
  });
  session = mine;
}

/** Nothing more comes from the server; what came is played on. */
function finish() {
  spoken = controls.mode() === "live" ? byId("text").value : "";
  session = null;
  stage.finish();
}

function stop() {
  if (session) {
    session.stop();
    finish();
  }
  if (stage.sounding) stage.player.pause();
}

/** Say what the box holds, in the way that was chosen. */
async function speak() {
  const text = byId("text").value;
  if (!text) return byId("text").focus();
  begin();
  byId("stage").scrollIntoView({ block: "nearest" });
  spoken = "";
  const mine = session;
  const mode = controls.mode();
  if (mode === "words") {
    for await (const piece of paced(text, controls.wordsPerS(), () => mine.stopped)) {
      mine.write(piece);
    }
  } else {
    mine.write(text, mode === "live");
  }
  if (mode !== "live" && !mine.stopped) mine.end();
}

/** Send what was just typed. Enter asks to speak it without waiting for more. */
function type(event) {
  if (controls.mode() !== "live" || event.isComposing) return;
  const box = byId("text");
  if (!box.value) {
    stop();
    spoken = "";
    return;
  }
  if (!session && !box.value.startsWith(spoken)) {
    spoken = box.value; // old text is edited: only what comes after it is to be spoken
    return;
  }
  const edit = typed(spoken + (session?.text ?? ""), box.value);
  if (edit.refused) {
    box.value = edit.value;
    controls.showRefusedEdit();
  }
  if (!edit.text) return;
  if (!session) begin();
  session.write(edit.text, edit.text.endsWith("\n"));
}

function problem(text) {
  setText("problem", text);
}

function showLoss(busy = false) {
  setText("server", `The server is ${busy ? "busy" : "away"}. Trying again…`);
}

/** Show which server this is, as soon as it answers. */
async function greet() {
  controls.showServer(
    await untilThere(() => {
      showLoss();
      return false;
    }),
  );
}

/** Offer what came as a file. */
function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(stage.recording.wav());
  link.download = "livespeech.wav";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Buttons follow what is going on. Nothing is announced while speech is heard. */
function showState() {
  requestAnimationFrame(showState);
  const busy = session !== null || stage.sounding;
  const state = busy ? "busy" : stage.empty ? "idle" : "done";
  setText("speak", busy ? "Stop" : "Speak");
  setText("pause", stage.state === "paused" ? "Resume" : "Pause");
  byId("pause").disabled = stage.empty || stage.state === "ended";
  byId("replay").disabled = stage.empty;
  byId("save").disabled = stage.empty;
  byId("modes").disabled = session !== null;
  if (document.body.dataset.state === state) return;
  document.body.dataset.state = state;
  const length = clock(stage.recording.samples / RATE_HZ);
  setText("announcement", stage.state === "ended" ? `Finished, ${length}` : "");
}

function listen() {
  byId("speak").disabled = false;
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (document.body.dataset.state === "busy") stop();
    else speak();
  });
  byId("text").addEventListener("input", type);
  byId("text").addEventListener("compositionend", type);
  byId("pause").addEventListener("click", () => stage.toggle());
  byId("replay").addEventListener("click", () => stage.replay());
  byId("save").addEventListener("click", save);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form").requestSubmit();
  });
  for (const button of document.querySelectorAll("[data-example]")) {
    button.addEventListener("click", () => {
      stop();
      const { text, mode } = EXAMPLES[button.dataset.example];
      byId("text").value = text;
      controls.setMode(mode);
    });
  }
}

byId("text").value ||= EXAMPLES.prose.text;
controls.watchControls();
greet();
try {
  stage = new Stage(await Player.open(), () => session?.owed ?? false);
  listen();
  showState();
} catch (error) {
  problem(error.message);
}

/** For the console and for tests: what plays, what came, what is lit. docs/page.md says more. */
window.livespeech = stage;
