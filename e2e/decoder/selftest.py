"""Seals small drops by docs/format.md, opens them with the decoder, and breaks them one rule at a time."""

import base64
import hashlib
import json
import os
import secrets
import tempfile
import zlib

import decode
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SMALL = b"snowdrop\1\1\x08\0" + decode.u32(2)
DEFAULT = b"snowdrop\1\1\x12\0" + decode.u32(64)

# §10, line breaks removed
EXAMPLE = {
    "secret": "2d7090c608db40a95786aa80b2a005ef",
    "code": "QtcJDGCNtAqVeGqoCyoAXvkM",
    "words": "dimmed-unfold-emboss-dictation-choking-waged-volatile-contents-confused-grove-unstable",
    "salt": "8793940b576e1c3a4cddd0cc9b39de4f86af717339fb998c0ca52d38ed1ea33c",
    "locator": "a16952d74fe39688dcd87f748e0ca0cf",
    "accessToken": "fd916b7d6a6d237c29a0a4020c95d32b59d822985d5bb8b3d526c0f788e3816d",
    "contentKey": "51edd74b9c13f01b751d4da28015f557e875487ebfaed9dfb3152f071806b192",
    "wrappedKey": "ea600046b1fc6f5168c1d81692aabcde8ea0c56cbc4bb820f2ec7c34a24ebe7b"
    "8d64d01699249b26124f1406576b1ccf",
    "commitment": "8d9b7000fde3324ea9d9c24732496103ace9032d3f2f397c38f78badff4d799a",
    "json": '{"v":1,"kind":"files","length":18,"paddedLength":65536,"files":[{"path":"snowdrop.txt",'
    '"size":18,"type":"text/plain","mtime":1700000000000}],"partSalts":["TTvuojhX5GRiIfgSxWJoUQ"]}',
    "encoded": "0000008d458ddd0a82301cc5dfe55c8f4a428bbd4014dd9446417831d8d4d9dc"
    "86fe334b7cf718099dcbdff91ad183470c0f6d25380a6d540706a36c491578b4"
    "65f0424a258f3349e2789db039c8ef23bc08189d752fd93abfa081c0d0e98ffa"
    "d5e9ed1538480db4f446680b86867413eccdeaaf290f572da5c250584696f54f"
    "5757b77877d6fba24c87ebc15d4ec8a72f",
    "nonce": "da3dc92a1d3a8c2bbd4c5734",
    "partSalt": "4d3beea23857e4646221f812c5626851",
    "manifestSha256": "9a6707c0d3d7d5e3f3cdd42c2af7ed5aab1b4b71813e5142cc20856501479087",
    "payloadSha256": "56df09595c8261a7245471f9d5d571edda05e65eaa819122cdd354e069eccd22",
}


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bits_of(secret, password=False, light=False, version=1):
    """The 142 bits of a code (§7)."""
    head = version << 130 | password << 129 | light << 128 | int.from_bytes(secret, "big")
    digest = hashlib.sha256(b"snowdrop/v1 code" + (head << 4).to_bytes(17, "big")).digest()
    return head << 10 | int.from_bytes(digest[:2], "big") >> 6


def spell(bits):
    return b64((bits << 2).to_bytes(18, "big"))


def seal_payload(padded, raw, content_key, salts):
    """The stored bytes of a padded payload (§4)."""
    header, out = decode.read_header(raw), b""
    count = decode.count_chunks(header, len(padded))
    for i in range(count):
        part = i // header.chunks_per_part + 1
        info = decode.drop_info(b"part", raw, decode.u32(part) + salts[part - 1])
        nonce = i.to_bytes(11, "big") + (b"\1" if i == count - 1 else b"\0")
        chunk = padded[i * header.chunk : (i + 1) * header.chunk]
        out += AESGCM(decode.hkdf(content_key, None, info)).encrypt(nonce, chunk, None)
    return out


def encode_manifest(text):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    compressed = squeeze.compress(text) + squeeze.flush()
    encoded = decode.u32(len(compressed)) + compressed
    return encoded + bytes(decode.padme(max(len(encoded), 1024)) - len(encoded))


def seal_manifest(encoded, raw, content_key, nonce=None):
    nonce = nonce or secrets.token_bytes(12)
    key = decode.hkdf(content_key, None, decode.drop_info(b"manifest", raw))
    return nonce + AESGCM(key).encrypt(nonce, encoded, raw)


def seal(manifest, content, raw=SMALL, password=None, light=False, padding=0, edit=None, encode=encode_manifest):
    """A drop as decode.py takes it; `edit` may change the manifest's text, `encode` how it is packed."""
    secret, salt, content_key = (secrets.token_bytes(n) for n in (16, 32, 32))
    code = decode.Code(secret, password is not None, light)
    keys = decode.link_keys(code, password, salt)
    header = decode.read_header(raw)
    padded = decode.padded_length(len(content))
    salts = [secrets.token_bytes(16) for _ in range(decode.count_parts(header, padded))]
    sizes = {"v": 1, "kind": manifest["kind"], "length": len(content), "paddedLength": padded}
    manifest = {**sizes, **manifest, "partSalts": [b64(part) for part in salts]}
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
    text = (edit(text) if edit else text).encode("utf-8", "surrogatepass")
    aad = hashlib.sha256(raw).digest() + keys.locator
    payload = content + bytes([padding]) * (padded - len(content))
    return {
        "code": spell(bits_of(secret, password is not None, light)),
        "password": password,
        "header": b64(raw),
        "salt": b64(salt),
        "wrappedKey": b64(AESGCM(keys.kek).encrypt(bytes(12), content_key, aad)),
        "commitment": b64(decode.hkdf(content_key, None, decode.drop_info(b"commit", raw))),
        "manifest": b64(seal_manifest(encode(text), raw, content_key)),
        "payload": "payload",
    }, seal_payload(payload, raw, content_key, salts)


def files(*sizes_of):
    return {"kind": "files", "files": [dict(path=p, size=s, type="", mtime=None) for p, s in sizes_of]}


def open_drop(drop, payload):
    """What decode.py says and what it leaves: (result or refusal, {path: bytes})."""
    with tempfile.TemporaryDirectory() as base:
        with open(os.path.join(base, "payload"), "wb") as file:
            file.write(payload)
        out = os.path.join(base, "out")
        try:
            result = decode.read_drop(drop, base, out)
        except decode.Refused as refusal:
            result = str(refusal)
        left = {}
        for folder, _, names in os.walk(out):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    left[os.path.relpath(path, out)] = file.read()
        return result, left


def opens(drop, payload, contents):
    result, left = open_drop(drop, payload)
    assert isinstance(result, dict), result
    assert left == contents, left.keys()
    for file in result["files"]:
        assert file["sha256"] == hashlib.sha256(left[file["path"]]).hexdigest()
    return result


def refuses(reason, drop, payload):
    result, left = open_drop(drop, payload)
    assert isinstance(result, str) and result.startswith(reason), (reason, result)
    assert not left, left


def worked_example(wordlist):
    """§10."""
    value = {name: bytes.fromhex(v) for name, v in EXAMPLE.items() if name not in ("code", "words", "json")}
    content = b"Galanthus nivalis\n"
    assert spell(bits_of(value["secret"])) == EXAMPLE["code"]
    encoded = value["encoded"] + bytes(1024 - len(value["encoded"]))
    manifest = seal_manifest(encoded, DEFAULT, value["contentKey"], value["nonce"])
    payload = seal_payload(content + bytes(65_536 - 18), DEFAULT, value["contentKey"], [value["partSalt"]])
    assert hashlib.sha256(manifest).hexdigest() == EXAMPLE["manifestSha256"]
    assert hashlib.sha256(payload).hexdigest() == EXAMPLE["payloadSha256"]
    text = decode.open_manifest(manifest, decode.read_header(DEFAULT), value["contentKey"])
    assert text.decode() == EXAMPLE["json"]
    drop = {name: b64(value[name]) for name in ("salt", "wrappedKey", "commitment")}
    drop.update(code=EXAMPLE["code"], header=b64(DEFAULT), manifest=b64(manifest), payload="payload")
    result = opens(drop, payload, {"snowdrop.txt": content})
    assert result["locator"] == EXAMPLE["locator"] and result["accessToken"] == EXAMPLE["accessToken"]
    if wordlist:
        drop["wordlist"] = os.path.abspath(wordlist)
        for words in (EXAMPLE["words"], EXAMPLE["words"].upper().replace("-", ",\r\n ")):
            opens({**drop, "code": words}, payload, {"snowdrop.txt": content})
        refuses("code: checksum", {**drop, "code": EXAMPLE["words"][: -len("unstable")] + "zoom"}, payload)
        list_of_words = decode.read_wordlist(wordlist)
        picked = ["abacus", "yo-yo", "drop-down", "t-shirt", "felt-tip", "zoom", "abacus", "yo-yo", "zoom", "zoom", "t-shirt"]
        number = sum(list_of_words.index(word) * 7776 ** (10 - i) for i, word in enumerate(picked))
        assert decode.bits_of_words("-".join(picked), list_of_words) == number
        try:
            decode.bits_of_words("zoom " * 11, list_of_words)
            raise AssertionError("a number of 2^142 or more was taken")
        except decode.Refused:
            pass


def lengths():
    """The examples of §4."""
    for length, padded in ((0, 65_536), (65_537, 67_584), (1_000_000, 1_015_808), (2**30 + 1, 1_107_296_256)):
        assert decode.padded_length(length) == padded


def round_trips():
    big = secrets.token_bytes(70_000)
    drop = seal(files(("a/empty", 0), ("a/β.bin", 70_000), ("z", 0)), big)
    opens(*drop, {"a/empty": b"", "a/β.bin": big, "z": b""})
    opens(*seal({"kind": "note"}, "Schneeglöckchen".encode(), DEFAULT), {"note.txt": "Schneeglöckchen".encode()})
    opens(*seal({"kind": "redirect", "host": "a.example"}, b"https://a.example/"), {"redirect.txt": b"https://a.example/"})
    exact = secrets.token_bytes(65_536)
    opens(*seal(files(("exact", 65_536)), exact), {"exact": exact})


def passwords():
    for light in (False, True):
        drop, payload = seal({"kind": "note"}, b"x", password="gru\u0308n", light=light)
        opens(drop, payload, {"note.txt": b"x"})
        opens({**drop, "password": "gr\u00fcn"}, payload, {"note.txt": b"x"})
        refuses("wrapped key does not open", {**drop, "password": "grun"}, payload)
        refuses("password: needed", {**drop, "password": None}, payload)


def seal_hint(code, salt, block, aad=None):
    locator = decode.hkdf(code.secret, None, decode.link_info(b"locator"), 16)
    key = decode.hkdf(code.secret, salt, decode.link_info(b"hint"))
    return AESGCM(key).encrypt(bytes(12), block, locator if aad is None else aad)


def frame(text, length=None, zeros=b"\0"):
    return bytes([len(text) if length is None else length]) + text + zeros * (255 - len(text))


def hints():
    """§8.1"""
    drop, payload = seal({"kind": "note"}, b"x")
    code, salt = decode.read_code(drop["code"]), decode.b64url(drop["salt"])
    for text in ("x", "y" * 200, "\u2603" * 66, "gr\u00fcn", " \u05e9 "):
        sealed = seal_hint(code, salt, frame(text.encode()))
        assert len(sealed) == 272 and decode.open_hint(code, salt, sealed) == text
        assert opens({**drop, "hint": b64(sealed)}, payload, {"note.txt": b"x"})["hint"] == text
    assert opens(drop, payload, {"note.txt": b"x"})["hint"] is None
    good = frame(b"ab")
    for block in (
        *(frame(text.encode()) for text in ("", "y" * 201, "a\nb", "\0", "\x85", "\u202e", "\ufeffa", "gru\u0308n")),
        *(frame(b"ab", 1), frame(b"ab", 3), frame(b"ab", zeros=b"\1"), frame(b"\xff"), good[:-1], good + b"\0"),
    ):
        check_no_hint(drop, payload, seal_hint(code, salt, block))
    check_no_hint(drop, payload, seal_hint(code, salt, good, aad=bytes(16)))
    check_no_hint(drop, payload, seal_hint(code, bytes(32), good))
    check_no_hint(drop, payload, seal_hint(code, salt, good)[:-1] + b"\0")
    check_no_hint(drop, payload, b"")


def check_no_hint(drop, payload, sealed):
    code, salt = decode.read_code(drop["code"]), decode.b64url(drop["salt"])
    try:
        raise AssertionError(decode.open_hint(code, salt, sealed))
    except decode.Refused:
        assert opens({**drop, "hint": b64(sealed)}, payload, {"note.txt": b"x"})["hint"] is None


def refused_bytes():
    """One wrong bit anywhere, and every length, order and end of §3 to §5."""
    drop, payload = seal(files(("f", 600)), secrets.token_bytes(600))
    for name, reason in (
        ("code", "code: checksum"),
        ("header", "header: magic"),
        ("salt", "wrapped key does not open"),
        ("wrappedKey", "wrapped key does not open"),
        ("commitment", "commitment: differs"),
        ("manifest", "manifest does not open"),
    ):
        data = bytearray(decode.b64url(drop[name]))
        data[3] ^= 1
        refuses(reason, {**drop, name: b64(data)}, payload)
    code = bytearray(decode.b64url(drop["code"]))
    code[-1] |= 1
    refuses("code: unused bits", {**drop, "code": b64(code)}, payload)
    refuses("code: version", {**drop, "code": spell(bits_of(bytes(16), version=2))}, payload)
    refuses("code: profile", {**drop, "code": spell(bits_of(bytes(16), light=True))}, payload)
    refuses("commitment: unused bits", {**drop, "commitment": "A" * 42 + "B"}, payload)
    for at, wrong in ((8, 2), (9, 0), (10, 7), (10, 21), (11, 1), (15, 3), (15, 0), (12, 1)):
        header = bytearray(SMALL)
        header[at] = wrong
        refuses("header: ", {**drop, "header": b64(header)}, payload)
    refuses("wrapped key", {**drop, "header": b64(SMALL[:10] + b"\x09" + SMALL[11:])}, payload)
    for wrong in (payload[:-1], payload + b"\0", payload[:-272], b""):
        refuses("payload: stored length", drop, wrong)
    refuses("payload: chunk 0", drop, payload[272:544] + payload[:272] + payload[544:])
    refuses("payload: chunk 255", drop, payload[:-1] + bytes([payload[-1] ^ 1]))
    refuses("payload: padding", *seal(files(("f", 600)), secrets.token_bytes(600), padding=1))
    refuses("payload: text", *seal({"kind": "note"}, b"\xff"))
    refuses("manifest: note too long", *seal({"kind": "note"}, bytes(1_048_577), DEFAULT))
    refuses("manifest: redirect too long", *seal({"kind": "redirect", "host": "a"}, bytes(8_193), DEFAULT))


def refused_manifests():
    """§6: the text, its fields, its encoding."""
    drop = files(("f", 3))
    for old, new in (
        ('"v":1', '"v":2'),
        ('"v":1', '"v":true'),
        ('"kind":"files"', '"kind":"folder"'),
        ('"kind":"files"', '"kind":[]'),
        ('"length":3', '"length":3.0'),
        ('"length":3', '"length":4'),
        ('"length":3', '"length":3,"length":3'),
        ('"length":3', '"length": 3'),
        ('"paddedLength":65536', '"paddedLength":65792'),
        ('"size":3', '"size":-0'),
        ('"size":3', '"size":"3"'),
        ('"size":3', '"size":3,"x":1'),
        ('"size":3,"type":""', '"type":"","size":3'),
        ('"type":""', '"type":"Text/plain"'),
        ('"type":""', '"type":"text/plain\\n"'),
        ('"mtime":null', '"mtime":8640000000000001'),
        ('"mtime":null', '"mtime":-1'),
        ('"path":"f"', '"path":"\\u0066"'),
        ('"path":"f"', '"path":"\\ud800"'),
        (',"partSalts":["', ',"partSalts":["AAAAAAAAAAAAAAAAAAAAAA","'),
        (',"partSalts":["', ',"partSalts":["AAAAAAAAAAAAAAAAAAAAAB","'),
        ("{", "[" * 100_000),
        ("{", "\ufeff{"),
    ):
        refuses("manifest: ", *seal(drop, b"abc", edit=lambda text: text.replace(old, new, 1)))
    refuses("manifest: host", *seal({"kind": "redirect", "host": "A"}, b"x"))
    refuses("manifest: number of files", *seal(files(), b""))

    def pack(data, length=None, zeros=b"\0"):
        body = decode.u32(len(data) if length is None else length) + data
        return body + zeros * (decode.padme(max(len(body), 1024)) - len(body))

    def deflate(text):
        return encode_manifest(text)[4:][: int.from_bytes(encode_manifest(text)[:4], "big")]

    for reason, encode in (
        ("padding is not zero", lambda text: pack(deflate(text), zeros=b"\1")),
        ("padded length", lambda text: pack(deflate(text)) + b"\0"),
        ("padded length", lambda text: pack(deflate(text), 2**32 - 1)),
        ("DEFLATE does not end", lambda text: pack(deflate(text)[:-1])),
        ("DEFLATE does not end", lambda text: pack(deflate(text) + b"x")),
        ("not DEFLATE", lambda text: pack(b"\xff" * 9)),
        ("inflates beyond", lambda text: pack(deflate(bytes(decode.MAX_JSON + 1)))),
        ("not JSON", lambda text: pack(deflate(bytes(decode.MAX_JSON)))),
    ):
        refuses("manifest: " + reason, *seal(drop, b"abc", encode=encode))


def refused_paths():
    """§6.1."""
    wrong = ["", ".", "..", "/a", "a/", "a//b", "a/../b", " a", "a ", "a.", "a\0", "a\x7f", "a\x85", "a\\b", "a:b", "a*"]
    wrong += ["\u202ea", "\u061c", "e\u0301", "CON", "con.txt", "a/nul .tar.gz", "LPT¹", "com0", "ß" * 128, "a/" * 512 + "a"]
    for path in wrong:
        refuses("path: ", *seal(files((path, 0)), b""))
    for path in ("con1", "com", "com10", "console", "…", ".a", "a" * 255, "\u0130"):
        opens(*seal(files((path, 0)), b""), {path: b""})
    for pair in (("a", "A"), ("a", "a"), ("a", "a/b"), ("A/B/c", "a/b"), ("É", "é")):
        refuses("path: ", *seal(files(*((path, 0) for path in pair)), b""))


def run(wordlist=None):
    tests = [lengths, round_trips, hints, refused_bytes, refused_manifests, refused_paths]
    try:
        import argon2  # noqa: F401

        tests.append(passwords)
    except ImportError:
        print("passwords: not tested, python3-argon2 is missing")
    worked_example(wordlist)
    for test in tests:
        test()
    print("the decoder agrees with the page" + ("" if wordlist else "; words: not tested, no word list given"))
    return 0
