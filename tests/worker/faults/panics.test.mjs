// Traps in the worker's WebAssembly module, which a panic becomes: every request in progress gets a 500 in its
// dialect's shape, and the next request works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWorker } from "../support/worker.mjs";

const body = (email) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email, password: "correct horse battery", name: "Ann", captcha: "" }),
});
const trapping = (init) => ({ ...init, headers: { ...init.headers, "x-test-trap-call": "1" } });
const INTERNAL = { error: "INTERNAL_ERROR", message: "Something went wrong" };

let worker;
before(async () => (worker = await startWorker({ delay: [300, 310] })));
after(() => worker.dispose());

for (const [path, shape] of [
  ["/api/auth/sign-up", INTERNAL],
  ["/api/v1/auth/signup/", INTERNAL],
  ["/auth/register", { error: INTERNAL.message, message: INTERNAL.message }],
]) {
  test(`${path}: a trap is a 500, for concurrent requests too, and the next request is served`, async () => {
    const name = path.replaceAll("/", "-");
    const bystander = worker.fetch("/api/auth/sign-up", body(`bystander${name}@example.org`));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const trapped = await worker.fetch(path, trapping(body(`trapped${name}@example.org`)));
    assert.equal(trapped.status, 500);
    assert.match(trapped.headers.get("content-type"), /^application\/json/);
    assert.equal(trapped.headers.get("cache-control"), "no-store");
    assert.deepEqual(await trapped.json(), shape);
    assert.equal((await bystander).status, 500);
    const next = await worker.fetch(path, body(`next${name}@example.org`));
    assert.ok(next.ok, `${next.status} ${await next.text()}`);
  });
}
