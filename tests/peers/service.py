"""A service of a trace through several languages: Python with the real SDK, sentry-sdk.

Its one argument is a JSON object: the options of sentry_sdk.init. It prints `ready <port>` when it serves, and ends
when its stdin does, after everything has been answered and sent. `GET /hop` calls the service that the header
`x-next` names first (addresses with a space between), which gets the rest of it, captures an error, and answers with
what every service of the way was told: a list of {service, trace, headers}, this one first.
"""

import json
import sys
import threading
import urllib.request

import sentry_sdk
from flask import Flask, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

TRACE = ("sentry-trace", "baggage", "traceparent")

options = json.loads(sys.argv[1])
sentry_sdk.init(**options)
app = Flask("service")


@app.get("/hop")
def hop():
    told = {name: request.headers[name] for name in TRACE if name in request.headers}
    addresses = request.headers.get("x-next", "").split()
    hops = call(addresses[0], addresses[1:]) if addresses else []
    trace = sentry_sdk.get_traceparent().split("-")[0]
    sentry_sdk.capture_exception(ValueError(f"in {trace}"))
    return jsonify([{"service": options["server_name"], "trace": trace, "headers": told}, *hops])


def call(address, rest):
    sent = urllib.request.Request(f"http://{address}", headers={"x-next": " ".join(rest)})
    with urllib.request.urlopen(sent) as answer:
        return json.load(answer)


class Silent(WSGIRequestHandler):
    def log(self, *_):
        pass


def main():
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    # Those who ask are answered before it ends.
    server.daemon_threads = False
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    print(f"ready {server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()
    serving.join()
    server.server_close()
    sentry_sdk.get_client().close(timeout=20)


main()
