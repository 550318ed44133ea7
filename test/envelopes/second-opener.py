"""Opens an envelope by docs/envelope.md alone, with joserfc: another implementation than the one that sealed it.

Reads JSON with the canonical text of the envelope, its data key and what its header must claim; writes its message, or
the name of what was refused.
"""

import base64
import json
import sys

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.registry import HeaderParameter

CLAIMS = ["mid", "rcpt", "pol"]


def opened(task: dict) -> dict:
    members = json.loads(task["envelope"])
    if set(members) != {"protected", "iv", "ciphertext", "tag"}:
        raise ValueError("members")
    understood = {
        name: HeaderParameter(name, "str", True) for name in [*CLAIMS, "typ", "kid", "ks"] if task["understands"]
    } | {name: HeaderParameter(name, "int", True) for name in ["v", "iat"]}
    registry = jwe.JWERegistry(
        header_registry=understood, algorithms=["dir", "A256GCM"], strict_check_header=True
    )
    key = OctKey.import_key(base64.urlsafe_b64decode(task["dataKey"] + "=="))
    plaintext = jwe.decrypt_json(members, key, registry=registry).plaintext
    header = json.loads(base64.urlsafe_b64decode(members["protected"] + "=="))
    if header["alg"] != "dir" or header["enc"] != "A256GCM" or header["typ"] != "renv+jwe" or header["v"] != 1:
        raise ValueError("header")
    if header["crit"] != CLAIMS or any(header[name] != task["claims"][name] for name in CLAIMS):
        raise ValueError("claims")
    return {"message": json.loads(plaintext)}


answers = []
for task in json.load(sys.stdin):
    try:
        answers.append(opened(task))
    except (JoseError, ValueError) as error:
        answers.append({"refused": type(error).__name__})
json.dump(answers, sys.stdout)
