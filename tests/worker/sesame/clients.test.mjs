// `npm run sesame`: clients, resources and invitations over the operators' API, on a running service.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { after, beforeEach, test } from "node:test";
import { EXIT, openApi } from "../../../scripts/sesame/api.mjs";
import { CLIENT_COMMANDS } from "../../../scripts/sesame/clients.mjs";
import { RESOURCE_COMMANDS } from "../../../scripts/sesame/resources.mjs";
import { USER_COMMANDS } from "../../../scripts/sesame/users.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
const folder = mkdtempSync(join(tmpdir(), "sesame-clients-"));
after(async () => {
  await world.dispose();
  rmSync(folder, { recursive: true });
});

const COMMANDS = { ...USER_COMMANDS, ...CLIENT_COMMANDS, ...RESOURCE_COMMANDS };
const command = async (name, operands = [], values = {}) => COMMANDS[name].run(openApi(), operands, values);

const key = `sesame_sk_clients000000000_${randomBytes(32).toString("base64url")}`;
await world.worker.d1
  .prepare("INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) VALUES ('clients000000000', 'Test', ?, 'clients:write', 1)")
  .bind(createHash("sha256").update(key).digest("base64url"))
  .run();

beforeEach(() => Object.assign(process.env, { SESAME_URL: world.worker.url, SESAME_KEY: key }));

const CALLBACK = "https://shop.example.com/callback";

test("a client is created with the members that are named, listed, and given another secret", async () => {
  const created = await command("client create", ["Shop"], {
    "redirect-uri": [CALLBACK, "myapp://callback"], scope: "openid email", "first-party": true, "without-pkce": true, reason: "The shop",
  });
  const { client_id: id, client_secret: secret, ...members } = created.result;
  assert.deepEqual(
    [members.client_name, members.redirect_uris, members.scope, members.first_party, members.require_pkce],
    ["Shop", [CALLBACK, "myapp://callback"], "openid email", true, false],
  );
  assert.match(secret, /^[\w-]{43}$/);
  assert.match(created.warning, /this once/);
  assert.ok(created.rows.some(({ fact, value }) => fact === "client_secret" && value === secret));

  const listed = await command("client list", [], { limit: "1" });
  assert.deepEqual(listed.rows.map(({ name, client_id: shown }) => [name, shown]), [["Shop", id]]);
  assert.ok(!JSON.stringify(listed).includes(secret));

  const rotated = await command("client rotate", [id], { grace: "3600" });
  assert.notEqual(rotated.result.client_secret, secret);
  const row = await world.worker.d1.prepare("SELECT secret_hash, former_secret_hash, former_ends_at - updated_at AS grace FROM clients").first();
  const hash = (one) => createHash("sha256").update(one).digest("base64url");
  assert.deepEqual(row, { secret_hash: hash(rotated.result.client_secret), former_secret_hash: hash(secret), grace: 3600 });
});

test("members come from a file, and the options come before it", async () => {
  const file = join(folder, "client.json");
  writeFileSync(file, JSON.stringify({ client_name: "Other", redirect_uris: [CALLBACK], application_type: "native" }));
  const { result, warning } = await command("client create", ["App"], { members: file, auth: "none" });
  assert.deepEqual(
    [result.client_name, result.redirect_uris, result.application_type, result.token_endpoint_auth_method, result.client_secret, warning],
    ["App", [CALLBACK], "native", "none", undefined, null],
  );
  await assert.rejects(command("client rotate", [result.client_id]), { exitCode: 1, message: /INVALID_CLIENT_METADATA/ });
  writeFileSync(file, "{");
  await assert.rejects(command("client create", ["App"], { members: file }), { exitCode: EXIT.misused, message: /no JSON/ });
  await assert.rejects(command("client create", ["App"], { "redirect-uri": ["javascript:alert(1)"] }), { exitCode: 1, message: /INVALID_REDIRECT_URI/ });
});

test("a resource is created and listed", async () => {
  const { result } = await command("resource create", ["https://api.example.com", "Orders"], { scopes: "orders:read,orders:write", "open-to-registered": true });
  assert.deepEqual([result.resource.scopes, result.resource.open_to_registered], [["orders:read", "orders:write"], true]);
  const { rows } = await command("resource list");
  assert.deepEqual(rows.map(({ identifier, name }) => [identifier, name]), [["https://api.example.com", "Orders"]]);
  await assert.rejects(command("resource create", ["https://api.example.com/", "Again"]), { exitCode: 1, message: /IDENTIFIER_TAKEN/ });
});

test("what is misused is refused before anything is sent", () => {
  for (const [name, values] of [
    ["client create", {}], ["client create", { "redirect-uri": [CALLBACK], auth: "basic" }], ["client rotate", { grace: "soon" }],
    ["client list", { limit: "0" }], ["resource list", { limit: "x" }],
  ]) assert.match(COMMANDS[name].refuses(values), /^--/, name);
});

test("an invitation is sent with what the account will have", async () => {
  const requests = [];
  const server = createServer(async (request, answer) => {
    requests.push([request.method, request.url, JSON.parse(await readText(request))]);
    answer.writeHead(201, { "Content-Type": "application/json" }).end('{"invitation":{"id":"i","email":"ann@example.org"}}');
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  process.env.SESAME_URL = `http://127.0.0.1:${server.address().port}`;
  try {
    const { result } = await command("invite", ["ann@example.org"], { name: "Ann", "external-id": "7", note: "New" });
    assert.equal(result.invitation.id, "i");
    assert.deepEqual(requests, [["POST", "/api/admin/v1/invitations", { email: "ann@example.org", name: "Ann", externalId: "7", note: "New" }]]);
  } finally {
    server.close();
  }
});
