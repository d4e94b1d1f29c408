// Texts to begin with. Each says how it is best sent.

export const EXAMPLES = {
  prose: {
    mode: "all",
    text: `The sea was calm that morning, and the light lay flat on the water. “We could row across,” \
she said, “and be back before anyone wakes.” Nobody answered; but he was already untying the boat.`,
  },
  mathematics: {
    mode: "all",
    text: [
      String.raw`For a right triangle, \(a^2 + b^2 = c^2\). The roots of a quadratic are`,
      String.raw`\(x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}\), and Euler found that`,
      String.raw`\(e^{i\pi} + 1 = 0\).`,
    ].join(" "),
  },
  model: {
    mode: "words",
    text: `Sure! Streaming speech begins before the text is complete. The first words are spoken at \
once, and while you hear them, the rest is still being written. It should feel like talking to \
someone who thinks while speaking: about 150 words a minute, with a pause where a comma stands, \
and never a gap in the middle of a sentence.`,
  },
};
