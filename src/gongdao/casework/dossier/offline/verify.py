#!/usr/bin/env python3
"""Checks a case file 案卷 without trusting who made it. Needs Python 3.9 or newer and nothing else.

    python3 -I verify.py 202405-001.zip         (or the folder it was unpacked into)
    python3 -I verify.py 202405-001.zip --key FINGERPRINT

Six questions, each answered yes, no, or not shown; the exit code is 1 if any is answered no.
With --key the signing key must have this fingerprint, which should have come to you by another way.
核验案卷：逐项回答六个问题，任何一项为“否”时返回 1。--key 用于核对另行取得的签名公钥指纹。
"""

# ruff: noqa: E402  # where modules are looked for is said before the first is

import sys

# No file put into the folder can stand in for a part of Python and run. With -I Python does not look here by
# itself at all.
if __name__ == "__main__" and not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]
sys.dont_write_bytecode = True  # nothing is added to the file that is checked

import argparse
import hashlib
import importlib.util
import json
import re
import zipfile
from itertools import product
from pathlib import Path


def beside(name):
    """A file beside this one, by its place: a package of that name, installed here, is another thing."""
    place = Path(__file__).resolve().with_name(name + ".py")
    if not place.is_file():
        sys.exit(f"请先解压整个案卷，此处缺少 {name}.py / Unpack the whole case file: {name}.py is not here")
    spec = importlib.util.spec_from_file_location(name, place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


holds = beside("conditions").holds
verified = beside("ed25519").verified

QUESTIONS = {
    "bytes": ("所有文件与清单一致", "Every file is as the list says, none missing, none added"),
    "chain": ("事件链完整且顺序正确", "The chain of events is unbroken and in order"),
    "signed": ("事件与清单均在签名的卷首中", "Events and list are in the signed head"),
    "time": ("卷首在所称时间之前已存在", "The head existed at the time it states"),
    "replay": (
        "按所载规则和事实重算，结果与判定一致",
        "The rules on the stated facts give the stated decisions",
    ),
    "redactions": (
        "遮盖之处均有承诺值，判定不依赖被遮盖的内容",
        "Every redaction is committed to; no decision rests on one",
    ),
}
YES, NO, OPEN = "yes", "no", "not shown"
WORDS = {YES: "是 yes", NO: "否 NO", OPEN: "未载明 not shown"}
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}  # of desktops that show a folder; nothing reads them
UNLISTED = {"manifest.json", "proof/head.json", "proof/head.sig", "proof/head.tsr"}


class Dossier:
    """The files of a case file, by path."""

    def __init__(self, place):
        self.files = {}
        if place.is_dir():
            for path in sorted(place.rglob("*")):
                if path.is_file() and path.name not in LITTER:
                    self.files[path.relative_to(place).as_posix()] = path.read_bytes()
        else:
            with zipfile.ZipFile(place) as archive:
                for name in archive.namelist():
                    if name in self.files:
                        raise ValueError(f"{name} is in the archive twice")
                    self.files[name] = archive.read(name)
        tops = {name.split("/")[0] for name in self.files}
        if len(tops) == 1 and "manifest.json" not in self.files:  # everything lies in one folder
            self.files = {name.split("/", 1)[1]: content for name, content in self.files.items()}

    def json(self, path):
        return json.loads(self.files[path].decode())

    def lines(self, path):
        text = self.files[path]
        return text.removesuffix(b"\n").split(b"\n")


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(place, key=""):
    """The answers, by question, as (answer, what was found)."""
    try:
        dossier = Dossier(Path(place))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        return {name: (NO, str(error)) for name in QUESTIONS}
    answers = {}
    for name, question in (
        ("bytes", _bytes),
        ("chain", _chain),
        ("signed", lambda it: _signed(it, key)),
        ("time", _time),
        ("replay", _replay),
        ("redactions", _redactions),
    ):
        try:
            answers[name] = question(dossier)
        except Exception as error:  # whatever is wrong with the file is an answer
            answers[name] = (NO, f"{type(error).__name__}: {error}")
    return answers


# 1 --------------------------------------------------------------------------------------------------------


def _bytes(dossier):
    listed = {item["path"]: item for item in dossier.json("manifest.json")["files"]}
    added = sorted(set(dossier.files) - set(listed) - UNLISTED)
    missing = sorted(set(listed) - set(dossier.files))
    wrong = [
        path
        for path, item in listed.items()
        if path in dossier.files and not _fits(dossier.files[path], item)
    ]
    if added or missing or wrong:
        return NO, f"added {added}, missing {missing}, changed {sorted(wrong)}"
    gone, lost = _contents(dossier)
    if lost:
        return NO, f"exhibits said to be enclosed are not: {lost}"
    told = f"; erased under the law on personal data, digests kept: {', '.join(gone)}" if gone else ""
    return YES, f"{len(listed)} files{told}"


def _contents(dossier):
    """(exhibits whose content was erased, exhibits whose content should be enclosed and is not)."""
    gone, lost = [], []
    for path in sorted(dossier.files):
        if not re.fullmatch(r"evidence/[^/]+\.meta\.json", path):
            continue
        meta = dossier.json(path)
        if meta.get("erased"):
            gone.append(meta["id"])
        if meta["included"] and f"evidence/{meta['sha256']}" not in dossier.files:
            lost.append(meta["id"])
    return gone, lost


def _fits(content, item):
    if len(content) != item["size_bytes"] or hashlib.sha256(content).hexdigest() != item["sha256"]:
        return False
    return sm3(content) in (item["sm3"], "")


def sm3(content):
    """The SM3 digest where this Python can compute it, else ""."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError:
        return ""


# 2 --------------------------------------------------------------------------------------------------------


def _chain(dossier):
    manifest = dossier.json("manifest.json")
    link = hashlib.sha256(b"gongdao:case:%d" % manifest["case_id"]).digest()
    opened = 0
    last = ""
    for place, line in enumerate(dossier.lines("events.jsonl"), 1):
        event = json.loads(line.decode())
        if canonical(event) != line:
            return NO, f"event {place} is not in canonical form"
        if event["seq"] != place:
            return NO, f"event {place} is numbered {event['seq']}"
        if event["at"] < last:
            return NO, f"event {place} is before the one it follows"
        last = event["at"]
        digest = bytes.fromhex(event["digest"])
        if not event["hidden"]:
            opened += 1
            if event_digest(event["seq"], event["at"], event["actor"], event["body"]) != digest:
                return NO, f"event {place} is not what its digest says"
        link = hashlib.sha256(link + digest).digest()
        if link.hex() != event["chain"]:
            return NO, f"the chain breaks at event {place}"
    if place != manifest["events"] or link.hex() != manifest["chain"]:
        return NO, "the chain does not end where the list says"
    return YES, f"{place} events, {opened} of them whole"


def event_digest(seq, at, actor, body):
    return hashlib.sha256(canonical({"actor": actor, "at": at, "event": body, "seq": seq})).digest()


# 3 --------------------------------------------------------------------------------------------------------


def _signed(dossier, wanted):
    head = dossier.files["proof/head.json"]
    stated = json.loads(head.decode())
    keys = dossier.json("proof/keys.json")
    public = bytes.fromhex(keys["ed25519"])
    fingerprint = hashlib.sha256(public).hexdigest()
    if fingerprint != stated["key"] or (wanted and wanted.lower().replace(":", "") != fingerprint):
        return NO, f"the key has the fingerprint {fingerprint}"
    told = re.fullmatch(rb"([0-9a-f]{128})\n", dossier.files["proof/head.sig"])
    if told is None or not verified(public, head, bytes.fromhex(told[1].decode())):
        return NO, "the signature is not of this head"
    if hashlib.sha256(dossier.files["manifest.json"]).hexdigest() != stated["manifest_sha256"]:
        return NO, "the list is not the signed one"
    leaves = dossier.lines("events.jsonl")
    if len(leaves) != stated["events"] or merkle_root(leaves).hex() != stated["root"]:
        return NO, "the events are not the signed ones"
    told = "as you gave it" if wanted else "compare it with one you have by another way: --key"
    return YES, f"key {fingerprint} ({told})"


def merkle_root(leaves):
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


# 4 --------------------------------------------------------------------------------------------------------


def _time(dossier):
    at = dossier.json("proof/head.json")["at"]
    token = dossier.files.get("proof/head.tsr")
    if token is None:
        return OPEN, f"the head states {at}; no time stamp of a third party is enclosed"
    algorithm, imprint, made = stamped(token)
    if algorithm not in DIGESTS:
        return NO, f"the time stamp uses a digest that is not known here: {algorithm}"
    if hashlib.new(DIGESTS[algorithm], dossier.files["proof/head.json"]).digest() != imprint:
        return NO, "the time stamp is of something else"
    told = "openssl ts -verify -data proof/head.json -in proof/head.tsr -CAfile ROOT.pem"
    return YES, f"stamped {made} (the head states {at}); whether the authority signed it: {told}"


DIGESTS = {
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
}  # object identifiers, as in the stamp
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")  # the type of what an authority signs


def stamped(token):
    """(digest algorithm, digest, time) that an RFC 3161 answer states. Its signature is not checked here."""
    if der(token, 0)[2] != len(token):
        raise ValueError("something follows the time stamp")
    place = token.index(TST_INFO) + len(TST_INFO)
    _, wrapped, _ = der(token, place)  # [0]
    _, octets, _ = der(wrapped, 0)
    _, info, _ = der(octets, 0)
    _, _, place = der(info, 0)  # version
    _, _, place = der(info, place)  # policy
    _, imprint, place = der(info, place)
    _, _, place = der(info, place)  # serial number
    tag, time, _ = der(info, place)
    _, algorithm, rest = der(imprint, 0)
    if tag != 0x18:
        raise ValueError("the time stamp states no time")
    return der(algorithm, 0)[1].hex(), der(imprint, rest)[1], time.decode()


def der(data, place):
    """(tag, content, where the next begins) of the DER value at `place`."""
    tag, length = data[place], data[place + 1]
    start = place + 2
    if length > 0x80:
        start += length - 0x80
        length = int.from_bytes(data[place + 2 : start], "big")
    if length == 0x80 or start + length > len(data):
        raise ValueError("the time stamp is cut off")
    return tag, data[start : start + length], start + length


# 5 --------------------------------------------------------------------------------------------------------


def _replay(dossier):
    policy = dossier.json("rules/policy.json")
    events = {event["seq"]: event for event in map(json.loads, dossier.lines("events.jsonl"))}
    done = 0
    for trace in dossier.json("trace.json"):
        event = events[trace["seq"]]
        if event["hidden"]:
            continue
        wrong = _wrong(policy, trace, event["body"])
        if wrong:
            return NO, f"{trace['decision']}: {wrong}"
        done += 1
    stated = sum(
        event["body"] is not None and event["body"].get("type") in DECISIONS for event in events.values()
    )
    if stated > done:
        return NO, f"{stated} decisions, {done} of them traced"
    return (YES, f"{done} decisions") if done else (OPEN, "there is no decision to replay")


DECISIONS = ("finding_made", "appeal_decided")


def _wrong(policy, trace, body):
    """What is wrong with a decision, or ""."""
    shares = sum(item["share_bp"] for item in body["liabilities"])
    if body["liabilities"] and shares != 10_000:
        return f"the shares sum to {shares / 100} %"
    if body["type"] == "appeal_decided":
        return _worse(trace, body)
    facts = trace["facts"]
    for name, value in body["facts"].items():
        if facts.get(name) != value:
            return f"the fact {name} is not as traced"
    row = _row(policy, facts)
    if any(_row(policy, other) != row for other in _otherwise(policy, facts, body)):
        return "a fact was left open that decides which row applies"
    if (row["id"] if row else "") != trace["row"] or (row["cite"] if row else "") != body.get("row", ""):
        return f"the table gives {row['id'] if row else 'no row'}, the finding names {trace['row'] or 'none'}"
    suggested = body.get("suggested", [])
    percents = [share["percent"] for share in row["liable"]] if row else []
    if [item["share_bp"] for item in suggested] != [percent * 100 for percent in percents]:
        return "the suggestion is not that of the table"
    amounts = [item.get("amount_fen", 0) for item in suggested]
    if amounts != split(sum(amounts), percents):
        return "the amounts do not follow from the shares"
    same = {i["party"]: i["share_bp"] for i in body["liabilities"]} == {
        i["party"]: i["share_bp"] for i in suggested
    }
    return (
        ""
        if same or body.get("deviation", "").strip()
        else "the finding departs from the table without a reason"
    )


def _row(policy, facts):
    return next((row for row in policy["finding"]["table"] if holds(row["when"], facts)), None)


def _otherwise(policy, facts, body):
    """The facts with every other value of those that a finding by the table left open: none may matter."""
    open_facts = [fact for fact in policy["finding"]["facts"] if fact["id"] not in body["facts"]]
    if not body.get("row"):
        return
    for values in product(*(fact["values"] for fact in open_facts)):
        yield {**facts, **dict(zip((fact["id"] for fact in open_facts), values, strict=True))}


def _worse(trace, body):
    """An appellant alone is never worse off."""
    if body["outcome"] == "uphold" and body["liabilities"] != trace["before"]:
        return "upheld, yet changed"
    own = {item["party"]: item for item in trace["before"]}.get(trace["appellant"])
    new = {item["party"]: item for item in body["liabilities"]}.get(trace["appellant"])
    worse = (
        new
        and own
        and (new["share_bp"], new.get("amount_fen", 0)) > (own["share_bp"], own.get("amount_fen", 0))
    )
    return "the appellant is worse off" if worse else ""


def split(amount, weights):
    """`amount` in whole parts proportional to `weights`, the rest to the largest remainders."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for index in order[: amount - sum(parts)]:
        parts[index] += 1
    return parts


# 6 --------------------------------------------------------------------------------------------------------


def _redactions(dossier):
    hidden, shown, inside = {}, 0, set()
    for line in dossier.lines("events.jsonl"):
        event = json.loads(line.decode())
        for item in event["hidden"]:
            if not re.fullmatch("[0-9a-f]{64}", item["commitment"]):
                return NO, f"event {event['seq']}: no commitment to {item['path']}"
            hidden[(event["seq"], item["path"])] = item["commitment"]
        if event["hidden"] and event["body"] is not None and event["body"].get("type") in DECISIONS:
            return NO, f"event {event['seq']}: a decision rests on what is hidden"
        if event["body"] is not None and event["body"].get("type") == "exhibit_submitted":
            inside.add(event["body"]["id"])
    for path in sorted(name for name in dossier.files if name.startswith("disclosures/")):
        told = dossier.json(path)
        if commitment(bytes.fromhex(told["salt"]), told["seq"], told["path"], told["value"]) != hidden.get(
            (told["seq"], told["path"])
        ):
            return NO, f"{path} is not what was committed to"
        shown += 1
    for path in sorted(name for name in dossier.files if name.startswith("decision/")):
        unknown = sorted(set(dossier.json(path)["exhibits"]) - inside)
        if unknown:
            return NO, f"{path} rests on exhibits that are not in the file: {unknown}"
    return YES, f"{len(hidden)} hidden, {shown} of them disclosed"


def commitment(salt, seq, path, value):
    return hashlib.sha256(salt + canonical({"path": path, "seq": seq, "value": value})).hexdigest()


# ----------------------------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dossier", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--key", default="", help="the fingerprint that the signing key must have")
    parser.add_argument("--json", action="store_true", help="print the answers as JSON")
    options = parser.parse_args()
    answers = check(options.dossier, options.key)
    if options.json:
        print(
            json.dumps(
                {name: {"answer": a, "found": f} for name, (a, f) in answers.items()}, ensure_ascii=False
            )
        )
    else:
        for number, (name, (answer, found)) in enumerate(answers.items(), 1):
            zh, en = QUESTIONS[name]
            print(f"{number}. {zh} / {en}\n   {WORDS[answer]}: {found}")
    return 1 if any(answer == NO for answer, _ in answers.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
