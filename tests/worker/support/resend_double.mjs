// Double of Resend, on a local HTTP server: it records requests, and fails on request.
import { once } from "node:events";
import { createServer } from "node:http";
import { closeServer } from "./double.mjs";

const json = (status, body) => (response) => {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
};

/** Answers by name. */
export const BEHAVIOUR = {
  accept: json(200, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" }),
  refuse: (response, { mail }) => json(422, { name: "validation_error", message: `${mail.to} is not allowed` })(response),
  forbid: json(403, { name: "invalid_api_key" }),
  overload: json(429, { name: "rate_limit_exceeded" }),
  conflict: json(409, { name: "concurrent_idempotent_requests" }),
  fail: json(503, { id: "not-sent" }),
  silent: () => {},
  /** Sends the headers at once, then one byte a second for ever. */
  drip: (response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const timer = setInterval(() => response.write(" "), 1000);
    response.on("close", () => clearInterval(timer));
    response.write('{"id":"');
  },
  hangUp: (response) => response.destroy(),
  /** Success, with a body of 1 MiB. */
  huge: json(200, { id: "49a3", padding: "x".repeat(1024 * 1024) }),
  redirect: (response) => response.writeHead(307, { Location: "/elsewhere" }).end(),
  page: (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<p>Welcome to our captive portal</p>"),
  empty: (response) => response.writeHead(200).end(),
  noId: json(200, { sent: true }),
  numericId: json(200, { id: 7 }),
  list: json(200, ["49a3"]),
  cutJson: (response) => response.writeHead(200).end('{"id":"49a3'),
};

/**
 * Starts a double. Stop it with `close`.
 * @returns {url, requests, plan, requestsFor, close}; a request is {method, path, headers, mail, at (unix
 * milliseconds)}
 */
export async function startResendDouble() {
  const requests = [];
  const plans = new Map();
  const server = createServer(async (request, response) => {
    const at = Date.now();
    const chunks = await request.toArray();
    const text = Buffer.concat(chunks).toString();
    const seen = { method: request.method, path: request.url, headers: request.headers, mail: parse(text), at };
    requests.push(seen);
    const plan = plans.get(String(seen.mail?.to)) ?? [];
    BEHAVIOUR[plan.shift() ?? "accept"](response, seen);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Requests so far. */
    requests,
    /** Sets the names of the answers to this person's mails, in order. Later mails are accepted. */
    plan: ({ email }, ...behaviours) => plans.set(email, behaviours),
    /** Requests to mail this person. */
    requestsFor: ({ email }) => requests.filter(({ mail }) => String(mail?.to) === email),
    close: () => closeServer(server),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
