// Double of the three captcha providers' `siteverify`, on a local server: it accepts each answer that its widgets gave
// out, once, and fails on request. Turnstile's published testing keys answer as documented
// (https://developers.cloudflare.com/turnstile/troubleshooting/testing/).
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { closeServer, whileBehaving } from "./double.mjs";
import { BEHAVIOUR } from "./resend_double.mjs";

export const SECRET = "0x4AAAAAAA-canary_of_the_captcha";
export const SITE_KEY = "0x4AAAAAAA-site";
/** Turnstile's testing keys, and the only answer of their widgets. */
export const TESTING = {
  passes: "1x0000000000000000000000000000000AA",
  fails: "2x0000000000000000000000000000000AA",
  spent: "3x0000000000000000000000000000000AA",
  response: "XXXX.DUMMY.TOKEN.XXXX",
};

const testing = {
  [TESTING.passes]: { success: true, "error-codes": [], challenge_ts: new Date().toISOString(), hostname: "example.com", metadata: { result_with_testing_key: true } },
  [TESTING.fails]: { success: false, "error-codes": ["invalid-input-response"], messages: [], metadata: { result_with_testing_key: true } },
  [TESTING.spent]: { success: false, "error-codes": ["timeout-or-duplicate"], messages: [], metadata: { result_with_testing_key: true } },
};
const refused = (...codes) => ({ success: false, "error-codes": codes });

/** Provider's answer to this form; `solved` holds the widgets' answers. */
function verdictOn(form, solved) {
  const [secret, response] = [form.get("secret"), form.get("response")];
  if (!secret) return refused("missing-input-secret");
  if (testing[secret]) return testing[secret];
  if (secret !== SECRET) return refused("invalid-input-secret");
  if (!response) return refused("missing-input-response");
  const known = solved.get(response);
  if (!known) return refused("invalid-input-response");
  if (known.spent) return refused("timeout-or-duplicate");
  known.spent = true;
  return { success: true, challenge_ts: new Date().toISOString(), "error-codes": [], hostname: "localhost", ...known.says };
}

/** Starts a double. Stop it with `close`. */
export async function startSiteverifyDouble() {
  const solved = new Map();
  const requests = [];
  const double = { behaviour: null };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    requests.push({ method: request.method, path: request.url, type: request.headers["content-type"], form });
    if (double.behaviour) return double.behaviour(response, { mail: {} });
    const answer = verdictOn(form, solved);
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(double, {
    url: `http://127.0.0.1:${server.address().port}/siteverify`,
    requests,
    /** Answer of a solved widget; `says` is added to the provider's later verdict. */
    solve(says = {}) {
      const response = randomBytes(20).toString("hex");
      solved.set(response, { says, spent: false });
      return response;
    },
    /** Answers in this way, named in `BEHAVIOUR` or given as a function, while `act` runs. */
    behaving: (behaviour, act) => whileBehaving(double, BEHAVIOUR[behaviour] ?? behaviour, act),
    close: () => closeServer(server),
  });
}
