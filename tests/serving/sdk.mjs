// Calls our server with ElevenLabs' official JavaScript SDK; prints what it heard as JSON.
import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";

const [baseUrl, text] = process.argv.slice(2);
const client = new ElevenLabsClient({ apiKey: "secret", baseUrl });
const asked = { text, outputFormat: "pcm_24000", modelId: "eleven_flash_v2_5" };

async function bytes(stream) {
    let count = 0;
    for await (const part of stream) count += part.length;
    return count;
}

const stream = await bytes(await client.textToSpeech.stream("tone", asked));
const convert = await bytes(await client.textToSpeech.convert("tone", asked));
const whole = await client.textToSpeech.convertWithTimestamps("tone", asked);
const parts = [];
for await (const part of await client.textToSpeech.streamWithTimestamps("tone", asked))
    parts.push(part);
const voices = (await client.voices.search()).voices.map((voice) => voice.voiceId);
let refused = 0;
try {
    await bytes(await client.textToSpeech.stream("nobody", asked));
} catch (error) {
    refused = error.statusCode;
}
console.log(JSON.stringify({
    stream,
    convert,
    whole: whole.alignment.characters.join(""),
    parts: parts.flatMap((part) => part.alignment.characters).join(""),
    ends: parts.at(-1).alignment.characterEndTimesSeconds.at(-1),
    voices,
    refused,
}));
