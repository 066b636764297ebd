// Passkeys on the hosted pages, in a browser whose authenticator verifies the user.
import assert from "node:assert/strict";
import { addAuthenticator } from "../support/chromium.mjs";
import { openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const { journey } = await openHouse();

/** Creates an account, and a passkey on its page. */
async function withPasskey(visitor) {
  const person = await visitor.signUp();
  const { send, authenticatorId } = await addAuthenticator(visitor.page);
  await visitor.submit("/account/passkeys", { name: "My laptop" });
  await visitor.page.locator("#passkeys li", { hasText: "My laptop" }).waitFor();
  /** Sets whether the authenticator verifies the user or waits. */
  const presence = (enabled) => send("setAutomaticPresenceSimulation", { authenticatorId, enabled });
  return { person, presence };
}

journey("create a passkey, sign in by the button, rename it, remove it", {}, async (visitor) => {
  const { page } = visitor;
  await visitor.context.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false; // a browser that offers none in its fields
  });
  const { person } = await withPasskey(visitor);
  await visitor.signOut();
  await visitor.goto("/sign-in");
  await visitor.press(page.locator("[data-passkey=get] button"));
  assert.equal(await visitor.whoIsIn(), person.email);

  await visitor.goto("/account/security");
  const item = page.locator("#passkeys li");
  const pathOf = (end) => item.locator(`form[action$="/${end}"]`).getAttribute("action");
  await visitor.submit(await pathOf("rename"), { name: "My phone" });
  await page.locator("#passkeys li", { hasText: "My phone" }).waitFor();
  await visitor.submit(await pathOf("remove"));
  assert.equal(await item.count(), 0);
});

journey("be offered the passkey in the field for the username", {}, async (visitor) => {
  const { person, presence } = await withPasskey(visitor);
  await presence(false);
  await visitor.signOut();
  await visitor.page.goto("about:blank"); // no page asks now
  await presence(true); // whoever chooses it from the list of the field
  await visitor.page.goto(`${PUBLIC_URL}/sign-in`, { waitUntil: "commit" });
  await visitor.page.waitForURL("**/account");
  assert.equal(await visitor.whoIsIn(), person.email);
});
