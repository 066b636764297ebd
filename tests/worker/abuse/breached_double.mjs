// Double of the range API for breached passwords (https://haveibeenpwned.com/API/v3#PwnedPasswords), on a local server:
// it knows some passwords, pads its answers, and fails on request.
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { BEHAVIOUR } from "../support/resend_double.mjs";
import { closeServer, whileBehaving } from "../support/double.mjs";

export const sha1 = (password) => createHash("sha1").update(password.normalize("NFC")).digest("hex").toUpperCase();
const someone = () => randomBytes(18).toString("hex").toUpperCase().slice(0, 35);

/** Starts a double. Stop it with `close`. */
export async function startBreachedDouble() {
  const counts = new Map();
  const requests = [];
  const double = { behaviour: null, others: 800 };
  const range = (prefix, padded) => {
    const lines = Array.from({ length: double.others }, () => `${someone()}:${1 + Math.floor(Math.random() * 9000)}`);
    for (const [hash, count] of counts) if (hash.startsWith(prefix)) lines.push(`${hash.slice(5)}:${count}`);
    if (padded) for (let i = 0; i < 100; i += 1) lines.push(`${someone()}:0`);
    return lines.sort().join("\r\n");
  };
  const server = createServer((request, response) => {
    const padded = request.headers["add-padding"] === "true";
    requests.push({ method: request.method, path: request.url, padded, agent: request.headers["user-agent"] });
    if (double.behaviour) return double.behaviour(response, { mail: {} });
    const [, prefix] = request.url.match(/^\/range\/([0-9A-F]{5})$/) ?? [];
    if (!prefix) return response.writeHead(400).end("The hash prefix was not in a valid format");
    response.writeHead(200, { "Content-Type": "text/plain" }).end(range(prefix, padded));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(double, {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    /** Registers a breached password with its count; 0 makes it look like padding. */
    know: (password, count = 42) => counts.set(sha1(password), count),
    behaving: (behaviour, act) => whileBehaving(double, BEHAVIOUR[behaviour] ?? behaviour, act),
    close: () => closeServer(server),
  });
}
