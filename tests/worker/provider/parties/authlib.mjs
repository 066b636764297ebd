// PyPI authlib, in Python.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { python } from "../../../../scripts/test_tools/install.mjs";
import { registered } from "../clients.mjs";

const PROGRAM = fileURLToPath(new URL("./authlib_party.py", import.meta.url));
const REDIRECT = "https://authlib.example.com/callback";

/** Signs in, verifies the ID token, reads userinfo, refreshes and revokes. */
export async function authlib({ issuer, register, open }) {
  const client = await registered(register, { redirect_uri: REDIRECT, token_endpoint_auth_method: "client_secret_basic" });
  const party = startParty();
  const browser = await open();
  const { url } = await party.ask({ issuer, ...client });
  const visit = await browser.visit(url);
  assert.ok(visit.left, `${visit.status} ${visit.html?.slice(-1500)}`);
  const { sub, userinfo, renewed, revoked } = await party.ask({ returned: visit.to.href });
  assert.deepEqual([userinfo.sub, userinfo.email, renewed, revoked], [sub, browser.person.email, true, 200]);
}

/** Starts the program; `ask` sends it a line and waits for its next one. */
function startParty() {
  // The library refuses a token endpoint without TLS, as the tests' issuer is, unless it is told.
  const child = spawn(python, [PROGRAM], { env: { ...process.env, AUTHLIB_INSECURE_TRANSPORT: "1" } });
  const problems = [];
  child.stderr.on("data", (text) => problems.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${JSON.stringify(line)}\n`);
      const { value, done } = await lines.next();
      assert.ok(!done, problems.join(""));
      return JSON.parse(value);
    },
  };
}
