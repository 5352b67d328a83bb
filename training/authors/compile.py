"""Turns what an author wrote by hand into labelled conversations, and says what is wrong with it.

    compile.py SOURCE ROUND LANGUAGE > packs/training/round18-vi-1.jsonl

What an author writes (how to write it is told in BRIEF.md):

    === 001 | risk | grooming | high | A=Chidera child= B=Mr Okafor suspect=
    B: Solo is yours then {flattery, secrecy}
    -- 3h
    A: ok sir {!}

A name goes by one letter. Braces hold the signals of a message; `!` marks the last message at which a
warning still prevents the harm. A line `-- 3h` (m, h or d) lets time pass; ` / ` in a message is a
line break. Every conversation begins at an hour of its own.
"""

import datetime
import json
import random
import re
import sys

SIGNALS = set(
    """flattery love offer age-probe info-probe guardian-probe secrecy isolation channel-shift image-ask
    camera-ask sexual-talk pressure threat exposure-threat demand money-ask credential-ask meet-ask
    install-lure authority-claim insult exclusion self-harm-push discloses-info discloses-credential
    shares-image pays agrees-meet refusal distress crisis""".split()
)
TRICKS = set(
    """grooming sextortion image-abuse romance-fraud authority-scam account-theft game-scam fake-offer
    malware-lure recovery-scam bullying coercive-group oversharing none""".split()
)
LEVELS = {"risk": {"watch", "concern", "high", "emergency"}, "benign": {"none", "watch"}}
NAME = re.compile(r"([A-Z])=(.+?)(?=\s+[A-Z]=|\s*$)")
MESSAGE = re.compile(r"([A-Z]): (.*?)(?:\s*\{([^{}]*)\})?\s*$")
PASSES = re.compile(r"-- (\d+)([mhd])$")
PARENTS = re.compile(r"\b(mum|mom|dad|mẹ|bố|ba|má)\b", re.IGNORECASE)
SECONDS = {"m": 60, "h": 3600, "d": 86400}


def main() -> None:
    source, round_name, language = sys.argv[1:4]
    text = open(source, encoding="utf-8").read()
    faults: list[str] = []
    conversations = [
        conversation(block, round_name, language, faults)
        for block in re.split(r"(?m)^=== ", text)[1:]
    ]
    met = set()
    for it in conversations:
        if it["id"] in met:
            faults.append(f"{it['id']}: the id is there twice")
        met.add(it["id"])
    report(conversations, faults)
    if faults:
        sys.exit(1)
    for it in conversations:
        print(json.dumps(it, ensure_ascii=False))


def conversation(block: str, round_name: str, language: str, faults: list[str]) -> dict:
    """One block of the source, with its faults added to `faults`."""
    head, *lines = block.strip().split("\n")
    fields = [field.strip() for field in head.split("|")]
    if len(fields) != 5:
        faults.append(f"{head}: five fields are wanted, divided by |")
        return {"id": head, "kind": "?", "messages": [], "labels": []}
    number, kind, trick, level, people = fields
    name = f"{language}-{round_name}-{number}"
    fault = lambda what: faults.append(f"{name}: {what}")  # noqa: E731
    roles: dict[str, str | None] = {"child": None, "suspect": None}
    names = {}
    for letter, rest in NAME.findall(people):
        person = rest.strip()
        for role in roles:
            if person.endswith(f" {role}="):
                person = person.removesuffix(f" {role}=").strip()
                roles[role] = person
        names[letter] = person

    if kind not in LEVELS:
        fault(f"kind {kind}")
    elif level not in LEVELS[kind]:
        fault(f"level {level} for {kind}")
    if trick not in TRICKS or (trick == "none") != (kind == "benign"):
        fault(f"trick {trick} for {kind}")

    dice = random.Random(name)
    clock = dice.randrange(300) * 86400 + dice.choice((7, 9, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23)) * 3600
    clock += dice.randrange(60) * 60
    messages, labels, alert_by = [], [], None
    for line in filter(str.strip, lines):
        if passes := PASSES.match(line.strip()):
            clock += int(passes[1]) * SECONDS[passes[2]]
            continue
        said = MESSAGE.match(line)
        if not said or said[1] not in names:
            fault(f"not a message: {line[:60]}")
            continue
        for mark in filter(None, (m.strip() for m in (said[3] or "").split(","))):
            if mark == "!":
                alert_by = len(messages)
            elif mark in SIGNALS:
                labels.append({"m": len(messages), "signal": mark})
            else:
                fault(f"signal {mark}")
        clock += dice.choice((0, 20, 40, 60, 60, 120, 180))
        messages.append({"from": names[said[1]], "at": moment(clock), "text": said[2].replace(" / ", "\n")})
    if not messages:
        fault("no message")
    if (alert_by is not None) != (kind == "risk"):
        fault("`!` belongs once into every risk, and into no harmless one")
    if roles["suspect"] and kind == "benign":
        fault("a harmless conversation has no suspect")
    senders = {message["from"] for message in messages}
    for role, person in roles.items():
        if person and person not in senders:
            fault(f"the {role} says nothing")
    return {
        "id": name, "lang": language, "kind": kind, "trick": trick, "level": level, **roles,
        "alert_by": alert_by, "messages": messages, "labels": labels,
    }


def moment(seconds: int) -> str:
    at = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:00+07:00")


def report(conversations: list[dict], faults: list[str]) -> None:
    """What would give harm away without being understood, to standard error."""
    for kind in LEVELS:
        these = [it for it in conversations if it["kind"] == kind]
        if not these:
            continue
        texts = [message["text"] for it in these for message in it["messages"]]
        share = lambda of, among: 100 * sum(map(bool, of)) // max(1, among)  # noqa: E731
        print(
            f"{kind}: {len(these)} conversations, {len(texts) / len(these):.1f} messages each, "
            f"{sum(map(len, texts)) / max(1, len(texts)):.0f} characters each; "
            f"child named {share((it['child'] for it in these), len(these))} %, "
            f"links {share(('example.com' in t or 'http' in t for t in texts), len(texts))} %, "
            f"digits {share((re.search('[0-9]', t) for t in texts), len(texts))} %, "
            f"parents {share(map(PARENTS.search, texts), len(texts))} %",
            file=sys.stderr,
        )
    for it in faults:
        print(f"fault: {it}", file=sys.stderr)


if __name__ == "__main__":
    main()
