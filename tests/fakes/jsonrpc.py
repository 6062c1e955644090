"""The little of Kodi's JSON-RPC and built-in functions that an add-on calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakes.kodi import FakeKodi


def answer_jsonrpc(kodi: FakeKodi, text: str) -> str:
    """Answer one request. NotifyAll is really done; other methods are looked up in ``kodi.jsonrpc``."""
    request = json.loads(text)
    kodi.jsonrpc_calls.append(request)
    method, params = request["method"], request.get("params", {})
    reply = {"id": request.get("id"), "jsonrpc": "2.0"}
    if method == "JSONRPC.NotifyAll":
        kodi.notify(params["sender"], params["message"], params.get("data"))
        reply["result"] = "OK"
    elif method in kodi.jsonrpc:
        reply["result"] = kodi.jsonrpc[method](params)
    else:
        reply["error"] = {"code": -32601, "message": "Method not found."}
    return json.dumps(reply)


def split_builtin(text: str) -> tuple[str, list[str]]:
    """Split ``Name(a,"b, c",d)`` into its name and arguments; quotes and brackets keep commas together."""
    name, _, rest = text.partition("(")
    arguments, word, quoted, depth = [], "", False, 0
    for char in rest.rstrip().removesuffix(")"):
        if char == '"' and not word.endswith("\\"):
            quoted = not quoted
            if depth == 0:
                continue
        depth += (char in "{[") - (char in "}]")
        if char == "," and not quoted and depth == 0:
            arguments.append(word.strip())
            word = ""
        else:
            word += char
    if word:
        arguments.append(word.strip())
    return name.strip(), arguments
