// API of examples/fastapi, which verifies the tokens of GET /api/auth/token by PyJWT.
import assert from "node:assert/strict";
import { join } from "node:path";
import { python } from "../../../../scripts/test_tools/install.mjs";
import { bearerHeader, send } from "../../clients/http.mjs";
import { root } from "../../support/project.mjs";
import { TRUSTED_ORIGIN } from "../../support/worker.mjs";
import { freePort, runApplication } from "./application.mjs";

/** The API knows a signed-in person, and takes no token that was made for another purpose. */
export async function fastApi({ issuer, world, newAccount, accessTokenOf }) {
  const port = await freePort();
  const args = ["-m", "uvicorn", "main:app", "--port", String(port), "--log-level", "warning"];
  const env = { SESAME_URL: issuer, API_ORIGIN: TRUSTED_ORIGIN };
  const { origin, close } = await runApplication(python, args, { origin: `http://127.0.0.1:${port}`, env, cwd: join(root, "examples", "fastapi") });
  try {
    const person = await newAccount();
    const tokenFor = async (audience) => {
      const query = audience ? `?${new URLSearchParams({ audience })}` : "";
      const { status, body, text } = await send(world.worker, "GET", `/api/auth/token${query}`, { headers: bearerHeader(person.token) });
      assert.equal(status, 200, text);
      return body.token;
    };
    const ask = async (token) => {
      const response = await fetch(`${origin}/me`, { headers: bearerHeader(token) });
      return { status: response.status, body: await response.json() };
    };
    const own = await tokenFor(TRUSTED_ORIGIN);
    const { status, body } = await ask(own);
    assert.deepEqual([status, body.email], [200, person.email]);
    const [header, claims] = own.split(".");
    const others = { "of another audience": await tokenFor(), session: person.token, "of an application": await accessTokenOf(), "cut off": `${header}.${claims}.` };
    for (const [name, token] of Object.entries(others)) assert.equal((await ask(token)).status, 401, name);
  } finally {
    await close();
  }
}
