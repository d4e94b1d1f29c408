"""Two thousand sentences for comparing grapheme-to-phoneme converters.

Some are written by hand for contractions, function words, names, symbols and words that no
dictionary has; the rest are templates filled with words of every part of speech that HanTa's
model knows, so that the vocabulary is wide. The same sentences every time.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict

from HanTa.HanoverTagger import HanoverTagger

SENTENCES = 2_000

BY_HAND = """
I don't think that's what she'd have wanted, but we'll see.
They've been here before, haven't they?
You're not going to believe this: it's over.
We can't, won't and shouldn't give in.
That is the house that Jack built.
What are you looking at?
Is that what the money is for?
She asked me to, and I said I would.
I am. You are. He is, and so am I.
I am always happy to help; I am not able to wait.
He used to play, and he used a racket to do it.
Are you used to it? I used it yesterday.
The apple, the orange and the umbrella were in the box.
An hour ago a European bought an umbrella and a unicorn.
Go in. Come in and sit down. He stood by and watched; she walked by.
The theatre was built by an architect in an instant.
To err is human; to forgive, divine.
Give it to Anna, to Ben, to Oscar and to us.
Who's there? It's me, isn't it?
The boys' room is next to James's, and the girls' is next to Mary's.
Mr. Smith met Dr. Jones and Mrs. Brown at St. Paul's.
NASA and the FBI told the BBC about the UFO.
The U.S. and the U.K. signed it, i.e. they agreed, e.g. on trade.
He said, "Hello," and then she said, "Goodbye!"
"Where have you been?" she cried. "Nowhere," he replied.
Well-known, state-of-the-art, twenty-first-century machines hummed.
My mother-in-law's T-shirt is blue-green.
The either/or question and the and/or answer puzzled us.
Black & white, salt & pepper, rock & roll.
About 50% of them came, plus 3 more.
It was 1984, and there were 27 of us on the 3rd floor.
He ran 10 miles in 2 hours; she ran 12.
YouTube, GitHub and LinkedIn blocked iPhone users.
The kubectl command talks to Kubernetes and Prometheus.
ChatGPT and Anthropic's Claude were asked about PyTorch.
Zxqwth and blorptified snarfles grumbled in Xanthopia.
Schrödinger's naïve café façade fooled Beyoncé.
STOP! DON'T TOUCH THAT WIRE.
THE END OF THE WORLD IS NOT IN SIGHT.
Wait... what? No — yes; maybe: never!
(He did not know it.) [She did.]
Oh, my God, you scared me to death.
There's a place for us, and there it is.
These are mine; those are hers, and this is his.
Could you? Would you? If I could, I would.
I have. You had. She has, and they have been.
Get it while you can, because you can get it.
It's as good as it gets, so let's go.
Through thick and thin, they went through.
Where did all of the flowers come from?
It is what it is, said the man by the sea.
Do as I do, not as I say.
Let it be. Who would it be?
Can it be? It can.
Thou wouldst, if thou couldst, for ye and thee.
Rock'n'roll isn't dead, y'all; ain't that right, ma'am?
O'Brien, McDonald, MacArthur and D'Angelo went to Hawai'i.
'Tis the season, and 'twas the night before.
Ask 'em if they'd've come.
I'm gonna, I wanna, I gotta, dunno, lemme.
Paris, London, Tokyo, Berlin, Nairobi, Buenos Aires, Reykjavik.
Elizabeth, Katherine, Muhammad, Siobhan, Xavier, Joaquin, Nguyen.
The CEO, CFO and CTO of IBM drove a BMW to the NBA game on TV.
OK, so the PDF and the JPEG are on the USB drive.
A B C D E F G: now I know my ABCs.
Vitamin A, plan B, and vitamin C.
World War II ended; Henry VIII reigned.
Up, up and away! Down with it! Off you go.
I do. I don't. I did. I didn't. I will. I won't.
It's you and I against them.
You and me, him and her, us and them.
At the end of the day, that's that.
Some of it is all of it, and all of it is enough.
He was at it again, wasn't he?
For whom the bell tolls; to whom it may concern.
My, oh my! Her hair is like his.
We'd rather they'd stayed than he'd left.
She's gone, and he's got none.
Email me @ home + call.
The co-operative re-elected its vice-president.
An x-ray, an MRI and a CT scan were ordered.
Her ex-husband's sister-in-law e-mailed him.
Walked, jogged, raced, boxed, added, wanted, skated, batted.
Walking, jogging, racing, boxing, adding, wanting, skating, batting.
Walks, jogs, races, boxes, adds, tries, catches, wishes, buzzes.
Texting, googling, tweeting, vlogging, podcasting and livestreaming.
Uncopyrightable, antidisestablishmentarianism, floccinaucinihilipilification.
She sells sea shells by the sea shore.
Peter Piper picked a peck of pickled peppers.
How much wood would a woodchuck chuck?
""".strip().splitlines()

TEMPLATES = """
The {AJ0} {NN1} {VVD} the {NN1} of {NP0}.
A {NN1} and an {AJ0} {NN1} were {VVN} by the {NN2}.
{NP0} {VVD} {AV0}, but {NP0} {VVD} to {VVI} the {NN2}.
Is there {AT0} {AJ0} {NN1} in the {NN1}?
I {VVD} {DPS} {NN1}, and it {VVD} {AV0}.
They {VVB} {NN2} that {VVB} {NN2}.
{NP0}'s {NN1} isn't {AJ0}; it's {AJ0}.
We'll {VVI} the {NN2} when the {NN1} {VVZ}.
Don't {VVI} {DPS} {AJ0} {NN2}, {NP0}!
{NN2} and {NN2} are {AJ0}, aren't they?
"{AV0}," said {NP0}, "we {VVB} to {VVI} it."
The {NN2}' {NN1} was {AJ0} to {NP0}.
{VVG} the {NN1} is {AV0} {AJ0}.
Who {VVD} {AT0} {NN1} in {NP0}?
He {VVZ} {NN2} for the {AJ0} {NN1} by {VVG}.
You can't {VVI} a {NN1} without {VVG} its {NN2}.
My {NN1} has {VVN} every {NN1} that I {VVD}.
If {NP0} {VVZ}, {NP0} would've {VVN} the {NN1}.
There's no {NN1}: only {NN2}, {NN2} and {NN2}.
{MADE} is the {NN1} of {MADE}.
The {AJ0}-{NN1} {NN1} {VVZ} at {NP0}'s.
{NP0} and {NP0} {VVD} from {NP0} to {NP0}.
To {VVI} is to {VVI} {NN2} in {AT0} {NN1}.
{AV0} {VVG}, she {VVD} into the {NN1}.
I've {VVN} it; he'd {VVN} them; they're {VVG} us.
""".strip().splitlines()

_TAGS = ("AJ0", "NN1", "NN2", "NP0", "VVD", "VVN", "VVB", "VVI", "VVZ", "VVG", "AV0")
_ONSETS = re.split(" ", "bl br d f gr h j kl kr l m n p pl s sk st t thr v w z")
_RHYMES = re.split(" ", "ab ack ain am ell enth ib ick im oast ob ond oom ork ub umple unge urp")
_ENDINGS = ["", "er", "ify", "ing", "ism", "o", "s", "ed", "ia"]


def corpus() -> list[str]:
    """The sentences, those written by hand first."""
    rng = random.Random(2026)
    words = _words_by_tag()
    sentences = list(BY_HAND)
    while len(sentences) < SENTENCES:
        template = TEMPLATES[len(sentences) % len(TEMPLATES)]
        filled = re.sub(r"\{(\w+)\}", lambda slot: _fill(slot[1], words, rng), template)
        start = filled.find(next(filter(str.isalpha, filled)))
        sentences.append(filled[:start] + filled[start].upper() + filled[start + 1 :])
    return sentences


def _fill(slot: str, words: dict[str, list[str]], rng: random.Random) -> str:
    if slot == "AT0":
        return rng.choice(["the", "a", "this", "that", "some", "no"])
    if slot == "DPS":
        return rng.choice(["my", "your", "his", "her", "its", "our", "their"])
    if slot == "MADE":
        made = rng.choice(_ONSETS) + rng.choice(_RHYMES)
        return (made + rng.choice(_ONSETS) + rng.choice(_RHYMES) + rng.choice(_ENDINGS)).title()
    word = rng.choice(words[slot])
    return word.capitalize() if slot == "NP0" else word


def _words_by_tag() -> dict[str, list[str]]:
    """Words of HanTa's model by their likeliest tag."""
    hanta = HanoverTagger("morphmodel_en.pgz")
    words: dict[str, list[str]] = defaultdict(list)
    for word, tags in sorted(hanta.cache.items()):
        likeliest = hanta.int2tag[max(tags, key=lambda tag: tag[1])[0]]
        if likeliest in _TAGS and word.isascii() and word.isalpha() and len(word) > 2:
            words[likeliest].append(word)
    return words
