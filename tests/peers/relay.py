"""Asks Sentry's own normaliser (sentry-relay on PyPI) about payloads, one JSON object a line on stdin.

Each line: {"type": "transaction" | "event" | "span", "payload": {..}}. Prints one line for each complaint and ends with
1 if there are any. What the normaliser lets pass in silence is looked at here, and so are items of span v2, which it
does not know.
"""

import collections
import json
import sys

from sentry_relay.processing import StoreNormalizer


def main():
    given = [json.loads(line) for line in sys.stdin if line.strip()]
    complaints = []
    for number, item in enumerate(given):
        name = f"{item['type']} {number} ({item['payload'].get('transaction')})"
        found = of_items(item["payload"]) if item["type"] == "span" else [*of_server(item), *of_payload(item)]
        complaints += [f"{name}: {complaint}" for complaint in found]
    of_type = lambda wanted: [item["payload"] for item in given if item["type"] == wanted]
    complaints += of_traces(of_type("transaction"), [span for item in of_type("span") for span in item["items"]])
    for complaint in complaints:
        print(complaint)
    print(f"{len(given)} payloads, {len(complaints)} complaints")
    return 1 if complaints or not given else 0


def of_server(item):
    """What the server would drop or mark."""
    try:
        normal = StoreNormalizer(project_id=1).normalize_event(item["payload"])
    except Exception as error:
        return [f"refused: {error}"]
    found = [f"`{key}`: {json.dumps(normal[key])}" for key in ("errors", "_meta") if normal.get(key)]
    expected = {"transaction": "transaction", "event": ("error", "default")}[item["type"]]
    if normal.get("type") not in expected:
        found.append(f"taken for {normal.get('type')}")
    return found


def of_payload(item):
    """What the server takes as it is, although it is wrong."""
    payload = item["payload"]
    trace = payload.get("contexts", {}).get("trace", {})
    if not payload.get("transaction"):
        yield "no name"
    for key, digits in (("trace_id", 32), ("span_id", 16)):
        if not is_id(trace.get(key), digits):
            yield f"contexts.trace.{key} is no id: {trace.get(key)}"
    yield from of_tags("the payload", payload)
    if item["type"] != "transaction":
        return
    if payload.get("transaction_info", {}).get("source") is None:
        yield "no source of the name"
    yield from of_times("the root", payload)
    spans = payload.get("spans", [])
    ids = collections.Counter([trace.get("span_id"), *(span.get("span_id") for span in spans)])
    yield from (f"span id {one} is used {count} times" for one, count in ids.items() if count > 1)
    for span in spans:
        name = f"span {span.get('op')} {span.get('description')!r}"
        if not span.get("op") or not span.get("description"):
            yield f"{name}: without a name"
        if not is_id(span.get("span_id"), 16) or span.get("trace_id") != trace.get("trace_id"):
            yield f"{name}: ids {span.get('span_id')} {span.get('trace_id')}"
        if not span.get("status") or not span.get("origin"):
            yield f"{name}: status {span.get('status')}, origin {span.get('origin')}"
        yield from of_times(name, span)
        yield from of_tags(name, span)


def of_items(payload):
    """Spans in span v2: https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/"""
    types = {"string": str, "integer": int, "double": float, "boolean": bool, "array": list}
    if payload.get("version") != 2 or not payload.get("items"):
        yield f"version {payload.get('version')}, {len(payload.get('items', []))} items"
    for span in payload.get("items", []):
        name, attributes = f"item {span.get('name')!r}", span.get("attributes", {})
        fields = {"trace_id", "span_id", "parent_span_id", "name", "status", "is_segment"}
        fields |= {"start_timestamp", "end_timestamp", "attributes"}
        if set(span) - {"links"} != fields or not span["name"] or span["is_segment"] is not False:
            yield f"{name}: {sorted(span)}, segment {span.get('is_segment')}"
        if not is_id(span.get("span_id"), 16) or not is_id(span.get("trace_id"), 32):
            yield f"{name}: ids {span.get('span_id')} {span.get('trace_id')}"
        if span.get("status") not in ("ok", "error"):
            yield f"{name}: status {span.get('status')}"
        yield from of_times(name, span, "end_timestamp")
        for key, value in attributes.items():
            if set(value) != {"type", "value"} or type(value["value"]) is not types.get(value["type"]):
                yield f"{name}: attribute {key!r} is {value}"
        for key in ("sentry.op", "sentry.origin", "sentry.segment.id", "sentry.segment.name", "sentry.sdk.name"):
            if key not in attributes:
                yield f"{name}: without {key}"


def of_times(name, span, end_key="timestamp"):
    start, end = span.get("start_timestamp"), span.get(end_key)
    if not all(isinstance(time, float) for time in (start, end)) or end < start:
        yield f"{name}: from {start} to {end}"


def of_tags(name, holder):
    for key, value in holder.get("tags", {}).items():
        if not 1 <= len(key) <= 200 or not isinstance(value, str) or not 1 <= len(value) <= 200:
            yield f"{name}: tag {key!r} is {value!r}"


def is_id(text, digits):
    is_hex = isinstance(text, str) and len(text) == digits and set(text) <= set("0123456789abcdef")
    return is_hex and set(text) != {"0"}


def of_traces(transactions, streamed):
    """Each parent must be somewhere in its trace: everything was sent, and nothing came from outside."""
    known = collections.defaultdict(set)
    roots = [payload["contexts"]["trace"] for payload in transactions]
    spans = [span for payload in transactions for span in payload.get("spans", [])] + streamed
    for span in roots + spans:
        if span["span_id"] in known[span["trace_id"]]:
            yield f"span id {span['span_id']} is used twice in trace {span['trace_id']}"
        known[span["trace_id"]].add(span["span_id"])
    for span in roots + spans:
        parent, name = span.get("parent_span_id"), span.get("description", span.get("name", span.get("op")))
        if parent is None and span in spans:
            yield f"{name!r} has no parent"
        if parent is not None and parent not in known[span["trace_id"]]:
            yield f"the parent {parent} of {name!r} is missing"


sys.exit(main())
