// Sign-in by password and by mailed link on the pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";

const { world, journey, visit } = await openHouse();

/** Asserts that a reload shows the page again and sends no form. */
async function reloadsByGet({ page, place }) {
  const [before, text] = [place(), await page.locator("main").textContent()];
  const [request, response] = await Promise.all([page.waitForRequest((one) => one.isNavigationRequest()), page.reload()]);
  assert.deepEqual([request.method(), response.status(), place()], ["GET", 200, before]);
  assert.equal(await page.locator("main").textContent(), text);
}

journey("sign up, verify from the mailbox, sign out, sign in", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await visitor.signUp();
  assert.equal(await page.locator("#email .badge.good").count(), 0);
  assert.equal(await visitor.openMail(person.email, "verify-email"), 200);
  assert.equal(await visitor.submit("/verify-email", {}, { mark: "confirm" }), 200);
  assert.match(visitor.place(), /^\/done\?/, "no token in the URL any more");
  await reloadsByGet(visitor);
  assert.equal(await visitor.whoIsIn(), person.email);
  assert.equal(await page.locator("#email .badge.good").count(), 1);
  await visitor.signOut();
  assert.equal(await visitor.signIn(person), "/account");
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("say beside the field what was wrong, and keep what was typed", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await world.signedUp();
  const refused = async (action, fields, status, name) => {
    await visitor.goto(action);
    assert.equal(await visitor.submit(action, fields), status);
    const field = page.locator(`form[action="${action}"] [name="${name}"]`);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const described = (await field.getAttribute("aria-describedby")).split(/\s+/);
    const texts = await Promise.all(described.map((id) => page.locator(`#${id}`).textContent()));
    assert.ok(texts.every((text) => text.trim().length > 3), texts.join());
    assert.ok(await page.locator(described.map((id) => `#${id}.problem`).join()).isVisible());
    assert.ok(await field.evaluate((element) => element === document.activeElement), "the field has the focus");
    assert.equal(await page.locator('[name="password"]').inputValue(), "");
  };
  await refused("/sign-in", { login: person.email, password: "wrong horse battery" }, 401, "password");
  assert.equal(await page.locator('[name="login"]').inputValue(), person.email);
  await refused("/sign-up", { name: "Ada", email: person.email, password: "correct horse battery" }, 409, "email");
  assert.equal(await page.locator('[name="name"]').inputValue(), "Ada");
  assert.equal(await visitor.whoIsIn(), null);
});

journey("sign in by a mailed link", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await world.verified(await world.signedUp());
  await visitor.goto("/sign-in");
  assert.equal(await visitor.submit("/sign-in", { login: person.email }, { to: "/sign-in/link" }), 200);
  assert.ok((await page.locator("main").textContent()).includes(person.email));
  await reloadsByGet(visitor);
  assert.equal(await visitor.whoIsIn(), null);
  assert.equal(await visitor.openMail(person.email, "magic-link"), 200);
  await visitor.submit("/magic-link", {}, { mark: "confirm" });
  assert.equal(visitor.place(), "/account");
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("forget the password, set another, sign in with it", { withoutScript: true }, async (visitor) => {
  const person = await world.verified(await world.signedUp());
  await visitor.goto("/sign-in");
  await visitor.follow("/forgot-password");
  assert.equal(await visitor.submit("/forgot-password", { email: person.email }), 200);
  assert.equal(await visitor.openMail(person.email, "reset-password"), 200);
  assert.equal(await visitor.submit("/reset-password", { newPassword: "another horse battery" }, { mark: "confirm" }), 200);
  assert.match(visitor.place(), /^\/done\?/, "no token in the URL any more");
  await reloadsByGet(visitor);
  assert.equal(await visitor.signIn(person), "/sign-in");
  assert.equal(await visitor.whoIsIn(), null);
  assert.equal(await visitor.signIn({ ...person, password: "another horse battery" }), "/account");
});

journey("come back to the site that sent for a sign-in, and to no other", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await world.signedUp();
  const signIn = async (redirectUrl) => {
    await visitor.goto(`/sign-in?redirectUrl=${encodeURIComponent(redirectUrl)}`);
    await visitor.submit("/sign-in", { login: person.email, password: person.password });
    return page.url();
  };
  assert.equal(await signIn(`${TRUSTED_ORIGIN}/in?a=1`), `${TRUSTED_ORIGIN}/in?a=1`);
  await visitor.goto(`/sign-in?redirectUrl=${encodeURIComponent("https://evil.example/")}`);
  assert.equal(visitor.place(), "/account", "signed in by now, the visitor goes on at once");
  await page.goto(`${PUBLIC_URL}/sign-in?redirectUrl=${encodeURIComponent(`${TRUSTED_ORIGIN}/in?a=2`)}`);
  assert.equal(page.url(), `${TRUSTED_ORIGIN}/in?a=2`);
});

// Not a `journey`: the browser opens the fold itself, which moves the content below.
test("/.well-known/change-password: leads to the unfolded password form", async () => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await world.signedUp();
  await visitor.goto("/.well-known/change-password");
  assert.match(visitor.place(), /^\/sign-in\?/);
  await visitor.submit("/sign-in", { login: person.email, password: person.password });
  assert.equal(page.url(), `${PUBLIC_URL}/account/security#change-password`);
  await page.goto("about:blank");
  await visitor.goto("/.well-known/change-password");
  assert.equal(page.url(), `${PUBLIC_URL}/account/security#change-password`);
  assert.ok(await page.locator("#change-password [name=newPassword]").isVisible(), "it is unfolded");
  await visitor.finish();
});

journey("lose the way, and find it again", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  assert.equal(await visitor.goto("/nowhere"), 404);
  assert.ok(await page.locator("h1").isVisible());
  assert.equal(await visitor.goto("/sign-in/link"), 200);
  assert.equal(visitor.place(), "/sign-in");
});
