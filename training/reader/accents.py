"""packs/accents.tsv: which Vietnamese syllables follow which, for text written without marks.

A line a syllable, most frequent first: the syllable, how often it was met, and what followed it as
`line:times`. The first line is the beginning and the end of a message.
"""

import re
import unicodedata
from collections import Counter, defaultdict

from .material import Chat

WORD = re.compile(r"\w+")
#: Of a Vietnamese message at least this share of words bears marks where its writer uses them.
MARKED = 0.2
#: A word met less often is a slip or a name.
MET = 2


def bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


#: Writers put a tone on either of two vowels; the program's words have it on none of them.
OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()


def one_way(word: str) -> str:
    for old, new in zip(OLD, NEW):
        word = word.replace(old, new)
    return word


def table(chats: list[Chat], texts: list[list[str]]) -> str:
    met, pairs = Counter(), Counter()
    for chat, own in zip(chats, texts):
        if chat.language != "vi":
            continue
        for text in own:
            words = [one_way(w.lower()) for w in WORD.findall(unicodedata.normalize("NFC", text))]
            if not words or sum(bare(w) != w for w in words) < MARKED * len(words):
                continue
            met.update(["", *words])
            pairs.update(zip(["", *words], [*words, ""]))
    known = [w for w, times in met.items() if w and times >= MET and not any(c.isdigit() or c == "_" for c in w)]
    kept = ["", *sorted(known, key=lambda w: (-met[w], w))]
    place = {word: at for at, word in enumerate(kept)}
    followers = defaultdict(list)
    for (before, word), times in pairs.items():
        if before in place and word in place:
            followers[before].append((place[word], times))
    rows = (f"{word}\t{met[word]}\t" + " ".join(f"{at}:{times}" for at, times in sorted(followers[word]))
            for word in kept)
    return "\n".join(rows) + "\n"
