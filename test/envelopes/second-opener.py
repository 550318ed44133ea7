"""Opens envelopes by docs/envelope.md alone, with joserfc: another implementation than the one that sealed them.

Reads JSON, a list of two kinds: an envelope's canonical text with its data key and what its header must claim; or what a
key release answered, with the private key that it was for. Writes of each the message, or the name of what was refused.
"""

import base64
import hashlib
import json
import sys

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey
from joserfc.registry import HeaderParameter

CLAIMS = ["mid", "rcpt", "pol"]


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(texts: list[str]) -> None:
    if any(base64.urlsafe_b64encode(decoded(text)).rstrip(b"=").decode() != text for text in texts):
        raise ValueError("base64url")


def registry(algorithms: list[str], texts: list[str], numbers: list[str]) -> jwe.JWERegistry:
    understood = {name: HeaderParameter(name, "str", True) for name in texts}
    understood |= {name: HeaderParameter(name, "int", True) for name in numbers}
    return jwe.JWERegistry(header_registry=understood, algorithms=algorithms, strict_check_header=True)


def demand(header: dict, claims: dict, critical: list[str]) -> None:
    """"Exactly as above": what the header must say, what it must call critical, and no compression."""
    if any(header.get(name) != value for name, value in claims.items()):
        raise ValueError("claims")
    if sorted(header["crit"]) != sorted(critical) or "zip" in header:
        raise ValueError("crit")


def opened(envelope: dict, data_key: bytes, claims: dict, understands: bool = True) -> dict:
    if set(envelope) != {"protected", "iv", "ciphertext", "tag"}:
        raise ValueError("members")
    canonical(list(envelope.values()))
    texts = [*CLAIMS, "typ", "kid", "ks"] if understands else []
    known = registry(["dir", "A256GCM"], texts, ["v", "iat"])
    plaintext = jwe.decrypt_json(envelope, OctKey.import_key(data_key), registry=known).plaintext
    header = json.loads(decoded(envelope["protected"]))
    demand(header, {"alg": "dir", "enc": "A256GCM", "typ": "renv+jwe", "v": 1, **claims}, CLAIMS)
    return {"message": json.loads(plaintext)}


def released(task: dict) -> dict:
    """Steps 3 to 5 of "Opening"."""
    answer, mid = task["answer"], task["mid"]
    canonical(answer["key"].split("."))
    known = registry(["ECDH-ES", "A256GCM"], ["mid", "rid", "typ"], [])
    key = jwe.decrypt_compact(answer["key"], ECKey.import_key(task["privateKey"]), registry=known)
    demand(key.protected, {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "rel+jwe", "mid": mid}, ["mid", "rid"])
    policy = json.dumps(answer["policy"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    pol = base64.urlsafe_b64encode(hashlib.sha256(policy.encode()).digest()).rstrip(b"=").decode()
    return opened(answer["envelope"], key.plaintext, {"mid": mid, "pol": pol})


def attempt(task: dict) -> dict:
    try:
        if "answer" in task:
            return released(task)
        envelope = json.loads(task["envelope"])
        return opened(envelope, decoded(task["dataKey"]), task["claims"], task["understands"])
    except (JoseError, ValueError) as error:
        return {"refused": type(error).__name__}


json.dump([attempt(task) for task in json.load(sys.stdin)], sys.stdout)
