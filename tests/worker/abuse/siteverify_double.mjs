// A local server in the place of the three captcha providers' `siteverify`: it knows the answers of widgets that it gave out,
// takes each once, and misbehaves as told. Turnstile's published testing keys answer as they do there
// (https://developers.cloudflare.com/turnstile/troubleshooting/testing/).
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { BEHAVIOUR } from "../support/resend_double.mjs";
import { closeServer, whileBehaving } from "../support/double.mjs";

export const SECRET = "0x4AAAAAAA-canary_of_the_captcha";
export const SITE_KEY = "0x4AAAAAAA-site";
/** Turnstile's testing keys, and the one answer that their widgets give. */
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

/** What a provider says to this form; answers of widgets are in `solved`. */
function judge(form, solved) {
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

/** Starts a double; end it with `close`. */
export async function startSiteverifyDouble() {
  const solved = new Map();
  const requests = [];
  const double = { behaviour: null };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    requests.push({ method: request.method, path: request.url, type: request.headers["content-type"], form });
    if (double.behaviour) return double.behaviour(response, { mail: {} });
    const answer = judge(form, solved);
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(double, {
    url: `http://127.0.0.1:${server.address().port}/siteverify`,
    requests,
    /** What a widget gives whoever solves it; `says` is what the provider will say of it beside `success`. */
    solve(says = {}) {
      const response = randomBytes(20).toString("hex");
      solved.set(response, { says, spent: false });
      return response;
    },
    /** Has it answer in this way, by the names of `BEHAVIOUR` or as a function, while `act` runs. */
    behaving: (behaviour, act) => whileBehaving(double, BEHAVIOUR[behaviour] ?? behaviour, act),
    close: () => closeServer(server),
  });
}
