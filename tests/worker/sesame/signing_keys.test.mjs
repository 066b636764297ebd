// `npm run sesame -- signing-key`: the keys that tokens are signed with, over the operators' API, on a running service.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { openApi } from "../../../scripts/sesame/api.mjs";
import { SIGNING_KEY_COMMANDS } from "../../../scripts/sesame/signing_keys.mjs";
import { send } from "../clients/http.mjs";
import { rows } from "../support/database.mjs";
import { addServiceKey } from "../support/operators.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const key = await addServiceKey(world.worker, "clients:write");
beforeEach(() => Object.assign(process.env, { SESAME_URL: world.worker.url, SESAME_KEY: key }));

const command = (verb, operands = [], values = {}) => SIGNING_KEY_COMMANDS[`signing-key ${verb}`].run(openApi(), operands, values);
const published = async () => (await send(world.worker, "GET", "/oauth2/jwks")).body.keys.map(({ kid }) => kid);
const rsa = ({ rows: listed }) => listed.filter(({ algorithm }) => algorithm === "RS256");

test("keys are listed, rotated and revoked", async () => {
  await world.worker.schedule();
  const first = await command("list");
  assert.deepEqual(first.rows.map(({ algorithm, state }) => [algorithm, state]).sort(), [["ES256", "live"], ["RS256", "live"]]);
  assert.deepEqual(first.rows.map(({ id }) => id).sort(), (await published()).sort());
  assert.ok(!JSON.stringify(first).includes("rivate"), "no private part");
  const [{ id, until }] = rsa(first);

  const rotated = await command("rotate", [id], { reason: "Each spring", note: "Ticket 7" });
  assert.equal(rotated.warning, null);
  const [live, next] = rsa(rotated);
  assert.deepEqual([live.id, live.state, next.state], [id, "live", "next"]);
  assert.ok(live.until < until && next.signs <= live.until, "the successor signs before the first retires");
  const wait = (Date.parse(next.signs) - Date.now()) / 60_000;
  assert.ok(wait > 8 && wait <= 10, `it signs in ${wait} minutes`);

  const revoked = await command("revoke", [next.id]);
  assert.match(revoked.warning, /5 minutes/);
  assert.deepEqual(rsa(revoked).map(({ id: left }) => left), [id]);
  assert.ok(!(await published()).includes(next.id));

  const told = (await rows(world.worker.d1, "events")).filter(({ kind }) => kind.startsWith("signing-key-"));
  assert.deepEqual(told.map(({ kind }) => kind).sort(), ["signing-key-revoked", "signing-key-rotated"]);
  assert.ok(JSON.stringify(told).includes("Each spring"));
});

test("a key that is not there, and a service key of another scope, are refused", async () => {
  await assert.rejects(command("rotate", ["a/b"]), { exitCode: 1, message: /404 NOT_FOUND/ });
  process.env.SESAME_KEY = await addServiceKey(world.worker, "users:write");
  for (const verb of ["list", "rotate", "revoke"]) await assert.rejects(command(verb, ["any"]), { exitCode: 1, message: /403/ });
});
