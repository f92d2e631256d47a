// A service of a trace through several languages: Node.js with the real SDK, @sentry/node.
//
// Its one argument is a JSON object: the options of Sentry.init. It prints `ready <port>` when it serves, and ends when
// its stdin does, after everything has been answered and sent. `GET /hop` calls the service that the header `x-next`
// names first (addresses with a space between), which gets the rest of it, captures an error, and answers with what
// every service of the way was told: a list of {service, trace, headers}, this one first.

"use strict";

// Before the modules that it instruments.
const Sentry = require("@sentry/node");
const options = JSON.parse(process.argv[2]);
Sentry.init(options);

const express = require("express");
const http = require("node:http");

const TRACE = ["sentry-trace", "baggage", "traceparent"];

const app = express();

app.get("/hop", (request, response, failed) => hop(request, response).catch(failed));

async function hop(request, response) {
  const told = TRACE.filter((name) => request.headers[name]).map((name) => [name, request.headers[name]]);
  const [next, ...rest] = (request.headers["x-next"] ?? "").split(" ").filter(Boolean);
  const hops = next ? await call(next, rest) : [];
  const [trace] = Sentry.getTraceData()["sentry-trace"].split("-");
  // An error that is like the one before is not sent.
  Sentry.captureException(new Error(`in ${trace}`));
  response.json([{ service: options.serverName, trace, headers: Object.fromEntries(told) }, ...hops]);
}

function call(next, rest) {
  return new Promise((resolve, reject) => {
    const sent = http.get(`http://${next}`, { agent: false, headers: { "x-next": rest.join(" ") } }, (answer) => {
      let text = "";
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => resolve(JSON.parse(text)));
    });
    sent.on("error", reject);
  });
}

const server = app.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));

process.stdin.resume();
process.stdin.on("end", () => {
  server.close(async () => {
    // The span of the last request ends with its answer, in a turn of its own.
    await new Promise(setImmediate);
    process.exit((await Sentry.close(20_000)) ? 0 : 1);
  });
});
