// A stand-in for Anthropic and OpenAI: `@copilotkit/aimock`, with the fixtures in the first argument.
// Says `ready <port>` when it serves, and ends when its stdin does.
"use strict";
const { LLMock } = require("@copilotkit/aimock");

async function main() {
  const options = { host: "127.0.0.1", port: 0, chunkSize: 8, latency: 1, logLevel: "silent" };
  const mock = new LLMock(options).addFixtures(JSON.parse(process.argv[2]));
  await mock.start();
  console.log(`ready ${new URL(mock.url).port}`);
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

main();
