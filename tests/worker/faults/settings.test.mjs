// Missing or weak settings: the worker refuses to serve, and its log names the setting.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { eventually } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { newSecret, startWorker, testSettings } from "../support/worker.mjs";

const good = testSettings();
const worker = await startWorker({ settings: good });
after(() => worker.dispose());

const dataKey = newSecret();
/** [mistake, setting that the log must name, settings] */
const BAD = [
  ["AUTH_SECRET is missing", "AUTH_SECRET", { AUTH_SECRET: undefined }],
  ["AUTH_SECRET is empty", "AUTH_SECRET", { AUTH_SECRET: "" }],
  ["AUTH_SECRET is of 31 bytes", "AUTH_SECRET", { AUTH_SECRET: newSecret().slice(0, 31) }],
  ["AUTH_SECRET is blank", "AUTH_SECRET", { AUTH_SECRET: " ".repeat(40) }],
  ["AUTH_SECRET is one letter", "AUTH_SECRET", { AUTH_SECRET: "a".repeat(64) }],
  ["AUTH_SECRET is an example", "AUTH_SECRET", { AUTH_SECRET: "change-me-change-me-change-me-change-me" }],
  ["AUTH_SECRET_PREVIOUS is short", "AUTH_SECRET_PREVIOUS", { AUTH_SECRET_PREVIOUS: "short" }],
  ["DATA_SECRET is missing", "DATA_SECRET", { DATA_SECRET: undefined }],
  ["DATA_SECRET is empty", "DATA_SECRET", { DATA_SECRET: "" }],
  ["DATA_SECRET is short", "DATA_SECRET", { DATA_SECRET: "1:short" }],
  ["DATA_SECRET's old key is short", "DATA_SECRET", { DATA_SECRET: `2:${newSecret()},1:short` }],
  ["DATA_SECRET has version 0", "DATA_SECRET", { DATA_SECRET: `0:${newSecret()}` }],
  ["DATA_SECRET's version is a word", "DATA_SECRET", { DATA_SECRET: `one:${newSecret()}` }],
  ["DATA_SECRET has a version twice", "DATA_SECRET", { DATA_SECRET: `1:${newSecret()},1:${newSecret()}` }],
  ["DATA_SECRET has a key twice", "DATA_SECRET", { DATA_SECRET: `2:${dataKey},1:${dataKey}` }],
  ["DATA_SECRET equals AUTH_SECRET", "_SECRET", { AUTH_SECRET: dataKey, DATA_SECRET: `1:${dataKey}` }],
  ["PASSWORD_PROFILE is unknown", "PASSWORD_PROFILE", { PASSWORD_PROFILE: "m1" }],
  ["PUBLIC_URL is missing", "PUBLIC_URL", { PUBLIC_URL: undefined }],
  ["PUBLIC_URL is no address", "PUBLIC_URL", { PUBLIC_URL: "localhost" }],
  ["a limit is no number", "LIMIT_ACCOUNT_FAILURES", { LIMIT_ACCOUNT_FAILURES: "many" }],
];

for (const [label, setting, settings] of BAD) {
  test(`${label}: every request is 503 and the log names ${setting}`, async () => {
    const before = worker.logs().length;
    await worker.restart({ settings: { ...good, AUTH_SECRET_PREVIOUS: undefined, LIMIT_ACCOUNT_FAILURES: undefined, ...settings } });
    const clients = clientsOf(worker);
    for (const dialect of dialectNames) {
      assertError(await clients[dialect].signUp(newPerson()), dialect, 503, dialect === "bearer" ? undefined : "SERVICE_UNAVAILABLE");
      assertError(await clients[dialect].signIn(newPerson()), dialect, 503);
    }
    assertError(await send(worker, "GET", "/api/auth/session"), "session", 503);
    assertError(await send(worker, "GET", "/api/auth/nothing"), "session", 503);
    assertError(await send(worker, "GET", "/auth/session/x"), "passwordless", 503);
    await eventually(() => assert.ok(worker.logs().slice(before).includes(setting), worker.logs().slice(before)));
    for (const secret of Object.values(settings)) {
      if (/SECRET/.test(setting) && secret?.trim().length > 20) assert.ok(!worker.logs().includes(secret), "the log does not show the secret");
    }
  });
}

/** [mistake, setting, value, warning about which entry] */
const LEFT_OUT = [
  ["an entry of TRUSTED_ORIGINS is a wildcard", "TRUSTED_ORIGINS", "https://app.example,https://*.app.example", "https://*.app.example"],
  ["an entry of TRUSTED_ORIGINS is a script", "TRUSTED_ORIGINS", "https://app.example,javascript://app.example", "javascript://app.example"],
  ["an entry of TRUSTED_ORIGINS is a secret by mistake", "TRUSTED_ORIGINS", `https://app.example,${newSecret()}`, "entry 2"],
  ["the logo is a path", "LOGO_URL", "/logo.svg", null],
  ["the accent is a word", "ACCENT_COLOR", "teal", null],
  ["the name is markup", "APP_NAME", "<b>Acme</b>", null],
  ["a provider has half of its settings", "GITHUB_CLIENT_SECRET", newSecret(), null, "GITHUB_CLIENT_ID"],
  ["a switch is a word", "READ_REPLICAS", "yes", null],
];

for (const [label, setting, value, entry, named = setting] of LEFT_OUT) {
  test(`${label}: the rest of the service works; /healthz and the log name the setting`, async () => {
    const before = worker.logs().length;
    const settings = { ...good, AUTH_SECRET_PREVIOUS: undefined, LIMIT_ACCOUNT_FAILURES: undefined };
    await worker.restart({ settings: { ...settings, TRUSTED_ORIGINS: "https://app.example", [setting]: value } });
    const { session } = clientsOf(worker);
    assert.equal((await session.signUp(newPerson())).status, 201);
    const health = await send(worker, "GET", "/healthz");
    assert.deepEqual([health.status, health.body.status], [200, "ok"]);
    const [warning, ...more] = health.body.warnings;
    assert.deepEqual([warning.setting, warning.entry, more], [named, entry, []]);
    const trusted = await send(worker, "GET", "/api/auth/session", { headers: { Origin: "https://app.example" } });
    assert.equal(trusted.headers.get("access-control-allow-origin"), "https://app.example", "the good entry holds");
    await eventually(() => assert.match(worker.logs().slice(before), new RegExp(`"setting_ignored".*${named}|${named}.*"setting_ignored"`)));
    assert.ok(!worker.logs().slice(before).includes(value.split(",")[1]?.match(/^\w{64}$/)?.[0] ?? "\0"), "and shows no secret");
    await worker.restart({ settings: { [setting]: undefined } });
  });
}

test("valid settings: the same worker serves", async () => {
  await worker.restart({ settings: { ...good, AUTH_SECRET_PREVIOUS: undefined, LIMIT_ACCOUNT_FAILURES: undefined } });
  assert.equal((await clientsOf(worker).session.signUp(newPerson())).status, 201);
});
