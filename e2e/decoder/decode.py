#!/usr/bin/python3
"""A second decoder of Snowdrop drops, written from docs/format.md alone.

    decode.py INPUT.json OUTDIR          open a drop
    decode.py --selftest [WORDLIST]      seal drops by the page, open them again

"Section" and "§" refer to that page. Needs python3-cryptography; python3-argon2 only for
drops with a password.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
import zlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# §2
MAX_INTEGER = 2**53 - 1
MIN_PADDED = 65_536
TAG = 16
MAX_PARTS = 10_000
SEALED_MANIFEST = range(28, 1_048_576 + 1)
MAX_JSON = 8_388_608
MAX_FILES = 10_000
MAX_TEXT = {"note": 1_048_576, "redirect": 8_192}
MAX_MTIME = 8_640_000_000_000_000


class Refused(Exception):
    """A rule of the page is broken: stop, say so, and hand out nothing more (§1)."""


def demand(rule, reason):
    if not rule:
        raise Refused(reason)


# §1 Conventions


def b64url(text, length=None, what="base64url"):
    """RFC 4648 section 5 without padding, unused bits zero (§1)."""
    demand(isinstance(text, str) and re.fullmatch("[A-Za-z0-9_-]*", text), f"{what}: not base64url")
    demand(len(text) % 4 != 1, f"{what}: not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    demand(base64.urlsafe_b64encode(data).decode().rstrip("=") == text, f"{what}: unused bits")
    demand(length in (None, len(data)), f"{what}: not {length} bytes")
    return data


def u32(number):
    return number.to_bytes(4, "big")


def hkdf(key, salt, info, length=32):
    return HKDF(SHA256(), length, salt, info).derive(key)


def link_info(label):
    return b"snowdrop/v1 " + label


def drop_info(label, header, context=b""):
    return b"snowdrop/v1 " + label + b"\0" + header + context


def unseal(key, nonce, aad, sealed, what):
    """AES-256-GCM, tag behind the ciphertext (§1)."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise Refused(f"{what} does not open") from None


# §3 Header


class Header(NamedTuple):
    raw: bytes
    chunk: int  # bytes of plaintext in a full chunk
    chunks_per_part: int


def read_header(raw):
    demand(len(raw) == 16, "header: length")
    demand(raw[:8] == b"snowdrop", "header: magic")
    demand(raw[8] == 1, "header: version")
    demand(raw[9] == 1, "header: suite")
    demand(8 <= raw[10] <= 20, "header: chunk size")
    demand(raw[11] == 0, "header: reserved byte")
    per_part = int.from_bytes(raw[12:], "big")
    demand(1 <= per_part <= 16_384 and per_part & (per_part - 1) == 0, "header: chunks per part")
    return Header(raw, 1 << raw[10], per_part)


# §4 Payload


def padme(number):
    e = number.bit_length() - 1
    unit = 1 << (e - e.bit_length())  # floor(log2(e)) + 1 is the bit length of e
    return -(-number // unit) * unit


def padded_length(length):
    return padme(max(length, MIN_PADDED))


def count_chunks(header, padded):
    return max(1, -(-padded // header.chunk))


def count_parts(header, padded):
    return -(-count_chunks(header, padded) // header.chunks_per_part)


def open_chunks(stored, header, content_key, padded, part_salts):
    """The plaintext of the chunks in order, each only after its tag (§4)."""
    chunks = count_chunks(header, padded)
    for index in range(chunks):
        part, place = divmod(index, header.chunks_per_part)
        if place == 0:
            context = u32(part + 1) + part_salts[part]
            key = hkdf(content_key, None, drop_info(b"part", header.raw, context))
        final = index == chunks - 1
        size = padded - index * header.chunk if final else header.chunk
        nonce = index.to_bytes(11, "big") + bytes([final])
        sealed = stored.read(size + TAG)
        demand(len(sealed) == size + TAG, "payload: too short")
        yield unseal(key, nonce, None, sealed, f"payload: chunk {index}")
    demand(not stored.read(1), "payload: bytes after the final chunk")


# §5 Commitment


def check_commitment(header, content_key, commitment):
    computed = hkdf(content_key, None, drop_info(b"commit", header.raw))
    demand(hmac.compare_digest(computed, commitment), "commitment: differs")


# §6 Manifest

FILE_KEYS = ["path", "size", "type", "mtime"]
KEYS = {
    "files": ["v", "kind", "length", "paddedLength", "files", "partSalts"],
    "note": ["v", "kind", "length", "paddedLength", "partSalts"],
    "redirect": ["v", "kind", "length", "paddedLength", "host", "partSalts"],
}
MEDIA_TYPE = re.compile("([a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62})?")
HOST = re.compile(r"[a-z0-9.:\[\]-]{1,255}")


def is_integer(value, most=MAX_INTEGER):
    return type(value) is int and 0 <= value <= most


def is_text(value, pattern):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def open_manifest(sealed, header, content_key):
    """The manifest's JSON: unsealed, unpadded, inflated within the limit (§6)."""
    demand(len(sealed) in SEALED_MANIFEST, "manifest: sealed length")
    key = hkdf(content_key, None, drop_info(b"manifest", header.raw))
    encoded = unseal(key, sealed[:12], header.raw, sealed[12:], "manifest")
    demand(len(encoded) >= 4, "manifest: length prefix")
    end = 4 + int.from_bytes(encoded[:4], "big")
    demand(len(encoded) == padme(max(end, 1024)), "manifest: padded length")
    demand(not any(encoded[end:]), "manifest: padding is not zero")
    inflater = zlib.decompressobj(-15)
    try:
        text = inflater.decompress(encoded[4:end], MAX_JSON + 1)
    except zlib.error:
        raise Refused("manifest: not DEFLATE") from None
    demand(len(text) <= MAX_JSON, "manifest: inflates beyond the limit")
    demand(inflater.eof and not inflater.unused_data, "manifest: DEFLATE does not end at its end")
    return text


def parse_manifest(text, header):
    """Every rule of §6. Python's json writes what JSON.stringify writes for such values."""
    try:
        manifest = json.loads(text.decode("utf-8"))
        again = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refused("manifest: not JSON") from None
    demand(again == text, "manifest: not as JSON.stringify writes it")
    demand(isinstance(manifest, dict), "manifest: not an object")
    demand(type(manifest.get("v")) is int and manifest["v"] == 1, "manifest: version")
    kind = manifest.get("kind")
    demand(isinstance(kind, str) and kind in KEYS, "manifest: kind")
    demand(list(manifest) == KEYS[kind], "manifest: keys")

    length, padded = manifest["length"], manifest["paddedLength"]
    demand(is_integer(length) and is_integer(padded), "manifest: length")
    demand(padded == padded_length(length), "manifest: paddedLength")
    if kind == "files":
        check_files(manifest["files"], length)
    else:
        demand(length <= MAX_TEXT[kind], f"manifest: {kind} too long")
    if kind == "redirect":
        demand(is_text(manifest["host"], HOST), "manifest: host")

    salts, parts = manifest["partSalts"], count_parts(header, padded)
    demand(parts <= MAX_PARTS, "manifest: too many parts")
    demand(isinstance(salts, list) and len(salts) == parts, "manifest: number of part salts")
    manifest["partSalts"] = [b64url(salt, 16, "manifest: part salt") for salt in salts]
    return manifest


def check_files(files, length):
    demand(isinstance(files, list) and 1 <= len(files) <= MAX_FILES, "manifest: number of files")
    for file in files:
        demand(isinstance(file, dict) and list(file) == FILE_KEYS, "manifest: keys of a file")
        check_path(file["path"])
        demand(is_integer(file["size"]), "manifest: size")
        demand(is_text(file["type"], MEDIA_TYPE), "manifest: media type")
        demand(file["mtime"] is None or is_integer(file["mtime"], MAX_MTIME), "manifest: mtime")
    demand(sum(file["size"] for file in files) == length, "manifest: sizes do not add up")
    check_collisions([file["path"] for file in files])


# §6.1 Paths

FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f\\<>:"|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)
DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)


def check_path(path):
    demand(isinstance(path, str), "path: not text")
    demand(not FORBIDDEN.search(path), "path: forbidden character")
    demand(1 <= len(path.encode("utf-8")) <= 1024, "path: length")
    demand(unicodedata.is_normalized("NFC", path), "path: not NFC")
    for segment in path.split("/"):
        demand(segment not in ("", ".", ".."), "path: empty, . or ..")
        demand(len(segment.encode("utf-8")) <= 255, "path: segment too long")
        demand(segment[0] != " " and segment[-1] not in " .", "path: space or dot at an end")
        demand(not DEVICE.fullmatch(segment), "path: Windows device name")


def check_collisions(paths):
    folded = {unicodedata.normalize("NFC", path.lower().upper()) for path in paths}
    demand(len(folded) == len(paths), "path: two are equal")
    for path in folded:
        folders = itertools.accumulate(path.split("/")[:-1], "{}/{}".format)
        demand(folded.isdisjoint(folders), "path: one is a folder of another")


# §7 Code

WORDS = 7776
WORDS_SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


class Code(NamedTuple):
    secret: bytes
    password: bool
    light: bool


def read_wordlist(path):
    with open(path, encoding="utf-8") as file:
        words = file.read().split()
    digest = hashlib.sha256("".join(word + "\n" for word in words).encode()).hexdigest()
    demand(len(words) == WORDS and digest == WORDS_SHA256, "word list: not the one of the page")
    return words


def bits_of_words(text, words):
    """Eleven words as one number in base 7,776; halves of hyphenated words joined (§7)."""
    numbers = {word: number for number, word in enumerate(words)}
    halves = [half for half in re.split("[-, \r\n]+", text.lower()) if half]
    digits = []
    while halves:
        word = halves.pop(0)
        if word not in numbers and halves:
            word += "-" + halves.pop(0)
        demand(word in numbers, "code: not a word of the list")
        digits.append(numbers[word])
    demand(len(digits) == 11, "code: not 11 words")
    bits = 0
    for digit in digits:
        bits = bits * WORDS + digit
    demand(bits < 1 << 142, "code: number too large")
    return bits


def read_code(text, wordlist=None):
    if len(text) == 24:
        bits = int.from_bytes(b64url(text, 18, "code"), "big")
        demand(bits & 3 == 0, "code: unused bits")
        bits >>= 2
    else:
        demand(wordlist is not None, "code: not 24 characters, and no word list given")
        bits = bits_of_words(text, read_wordlist(wordlist))
    covered = (bits >> 10 << 4).to_bytes(17, "big")
    digest = hashlib.sha256(b"snowdrop/v1 code" + covered).digest()
    demand(int.from_bytes(digest[:2], "big") >> 6 == bits & 0x3FF, "code: checksum")
    demand(bits >> 140 == 1, "code: version")
    password, light = bool(bits >> 139 & 1), bool(bits >> 138 & 1)
    demand(password or not light, "code: profile without password")
    return Code((bits >> 10 & (1 << 128) - 1).to_bytes(16, "big"), password, light)


# §8 Link keys


class LinkKeys(NamedTuple):
    locator: bytes
    access_token: bytes
    kek: bytes


def stretch(code, password):
    """PWK: 32 zero bytes, or Argon2id of the password in NFC (§8)."""
    if not code.password:
        return bytes(32)
    demand(password is not None, "password: needed")
    try:
        from argon2.low_level import Type, hash_secret_raw
    except ImportError:
        raise Refused("password: Argon2id needs python3-argon2") from None
    try:
        secret = unicodedata.normalize("NFC", password).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("password: lone surrogate") from None
    salt = hkdf(code.secret, None, link_info(b"password salt"), 16)
    cost, memory = (2, 19_456) if code.light else (3, 65_536)
    return hash_secret_raw(secret, salt, cost, memory, 1, 32, Type.ID, 0x13)


def link_keys(code, password, salt):
    key = code.secret + stretch(code, password)
    return LinkKeys(
        hkdf(code.secret, None, link_info(b"locator"), 16),
        hkdf(key, salt, link_info(b"access")),
        hkdf(key, salt, link_info(b"wrap")),
    )


def unwrap(keys, header, wrapped):
    aad = hashlib.sha256(header.raw).digest() + keys.locator
    return unseal(keys.kek, bytes(12), aad, wrapped, "wrapped key")


# §8.1 Hint

NOT_IN_HINTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def open_hint(code, salt, sealed):
    """The sender's words about the password; the code alone opens them."""
    demand(len(sealed) == 272, "hint: length")
    key = hkdf(code.secret, salt, link_info(b"hint"))
    locator = hkdf(code.secret, None, link_info(b"locator"), 16)
    block = unseal(key, bytes(12), locator, sealed, "hint")
    demand(1 <= block[0] <= 200, "hint: length of the text")
    demand(not any(block[1 + block[0] :]), "hint: padding is not zero")
    try:
        text = block[1 : 1 + block[0]].decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("hint: not UTF-8") from None
    demand(not NOT_IN_HINTS.search(text), "hint: forbidden character")
    demand(unicodedata.is_normalized("NFC", text), "hint: not NFC")
    return text


def read_hint(code, salt, sealed):
    """A refused hint is none: whether a drop opens never depends on it."""
    try:
        return None if sealed is None else open_hint(code, salt, b64url(sealed, 272, "hint"))
    except Refused:
        return None


# §9 Reading a drop, in order


def unpack(chunks, entries, folder):
    """Cuts the content at the sizes, then checks that only zeros follow (§4, §9.5)."""
    files, rest = [], memoryview(b"")
    for path, size in entries:
        target = os.path.join(os.fsencode(folder), path.encode("utf-8"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        digest, left = hashlib.sha256(), size
        with open(target, "xb") as file:
            while left:
                rest = rest or memoryview(next(chunks))
                piece, rest = rest[:left], rest[left:]
                file.write(piece)
                digest.update(piece)
                left -= len(piece)
        files.append({"path": path, "size": size, "sha256": digest.hexdigest()})
    for padding in itertools.chain([bytes(rest)], chunks):
        demand(padding.count(0) == len(padding), "payload: padding is not zero")
    return files


def read_drop(given, base, outdir):
    """§9. Files appear under OUTDIR only when everything was checked."""
    wordlist = given.get("wordlist")
    code = read_code(given["code"], wordlist and os.path.join(base, wordlist))
    header = read_header(b64url(given["header"], what="header"))
    salt = b64url(given["salt"], 32, "link salt")
    wrapped = b64url(given["wrappedKey"], 48, "wrapped key")
    commitment = b64url(given["commitment"], 32, "commitment")
    hint = read_hint(code, salt, given.get("hint"))
    keys = link_keys(code, given.get("password"), salt)
    content_key = unwrap(keys, header, wrapped)
    check_commitment(header, content_key, commitment)
    sealed = b64url(given["manifest"], what="manifest")
    manifest = parse_manifest(open_manifest(sealed, header, content_key), header)

    kind, padded = manifest["kind"], manifest["paddedLength"]
    if kind == "files":
        entries = [(file["path"], file["size"]) for file in manifest["files"]]
    else:
        entries = [(kind + ".txt", manifest["length"])]
    names = list(dict.fromkeys(path.split("/")[0] for path, _ in entries))

    with open(os.path.join(base, given["payload"]), "rb") as stored:
        length = os.fstat(stored.fileno()).st_size
        demand(length == padded + TAG * count_chunks(header, padded), "payload: stored length")
        chunks = open_chunks(stored, header, content_key, padded, manifest["partSalts"])
        os.makedirs(outdir, exist_ok=True)
        folder = tempfile.mkdtemp(prefix=".unverified-", dir=outdir)
        try:
            files = unpack(chunks, entries, folder)
            if kind != "files":
                check_text(os.path.join(folder, kind + ".txt"))
            moves = [[os.fsencode(os.path.join(at, name)) for at in (folder, outdir)] for name in names]
            demand(not any(os.path.lexists(to) for _, to in moves), "OUTDIR: already holds such a file")
            for source, to in moves:
                os.rename(source, to)
        finally:
            shutil.rmtree(folder)
    return {
        "kind": kind,
        "files": files,
        "hint": hint,
        "locator": keys.locator.hex(),
        "accessToken": keys.access_token.hex(),
    }


def check_text(path):
    """Text is UTF-8 (§1)."""
    with open(path, "rb") as file:
        try:
            file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("payload: text is not UTF-8") from None


def read_input(path):
    with open(path, encoding="utf-8") as file:
        try:
            given = json.load(file)
        except (ValueError, RecursionError):
            raise Refused("input: not JSON") from None
    demand(isinstance(given, dict), "input: not an object")
    for name in ("code", "header", "salt", "wrappedKey", "commitment", "manifest", "payload"):
        demand(isinstance(given.get(name), str), f"input: {name} is missing")
    for name in ("password", "wordlist", "hint"):
        demand(isinstance(given.get(name), (str, type(None))), f"input: {name} is not text")
    return given


def main(arguments):
    if arguments[:1] == ["--selftest"] and len(arguments) <= 2:
        sys.dont_write_bytecode = True
        import selftest

        return selftest.run(*arguments[1:])
    if len(arguments) != 2:
        sys.exit(__doc__)
    try:
        given = read_input(arguments[0])
        print(json.dumps(read_drop(given, os.path.dirname(arguments[0]), arguments[1])))
        return 0
    except Refused as refusal:
        reason = str(refusal)
    except (OSError, ValueError) as error:
        reason = f"cannot read or write: {error}"
    print(json.dumps({"refused": reason}))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
