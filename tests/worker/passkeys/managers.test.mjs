// Password managers that replace the browser's WebAuthn: their credentials inherit the browser's methods, which throw
// on them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addAuthenticator } from "../support/chromium.mjs";
import { openHouse } from "../support/visitor.mjs";

const { visit } = await openHouse();

/**
 * Replaces the browser's WebAuthn results by objects of the manager, before the page's script runs.
 * @param kind how the object's methods behave
 */
function takeOver(kind) {
  const members = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const copy = (from, names) => Object.fromEntries(names.filter((name) => from[name] != null).map((name) => [name, from[name]]));
  const built = (prototype, own) => Object.defineProperties(
    Object.create(prototype),
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value, enumerable: true }])),
  );
  const disguised = (credential) => {
    const inherits = kind !== "has none of the methods";
    const response = built(inherits ? Object.getPrototypeOf(credential.response) : null, copy(credential.response, members));
    const own = { id: credential.id, rawId: credential.rawId, type: credential.type, response };
    if (kind === "writes bytes into its JSON") own.toJSON = () => ({ ...own });
    if (kind === "writes an empty JSON") own.toJSON = () => ({});
    return built(inherits ? PublicKeyCredential.prototype : null, own);
  };
  for (const name of ["create", "get"]) {
    const real = navigator.credentials[name].bind(navigator.credentials);
    navigator.credentials[name] = async (options) => {
      const credential = disguised(await real(options));
      for (const method of ["toJSON", "getClientExtensionResults"]) {
        try { credential[method](); } catch (error) { sessionStorage.setItem(method, error.message); }
      }
      return credential;
    };
  }
  // Autofill would answer by itself here; this test presses the button.
  if (!sessionStorage.getItem("offers")) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
}

for (const kind of ["inherits methods that throw", "has none of the methods", "writes an empty JSON", "writes bytes into its JSON"]) {
  test(`password manager's credential that ${kind}: registers and signs in, by button and by autofill`, async () => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.context.addInitScript(takeOver, kind);
    const person = await visitor.signUp();
    await addAuthenticator(page);
    await visitor.submit("/account/passkeys", { name: "Manager" });
    await page.locator("#passkeys li", { hasText: "Manager" }).waitFor();
    if (kind === "inherits methods that throw") {
      assert.equal(await page.evaluate(() => sessionStorage.getItem("toJSON")), "Illegal invocation");
    }

    await visitor.signOut();
    await visitor.press(page.locator("[data-passkey=get] button"));
    assert.equal(await visitor.whoIsIn(), person.email);

    await visitor.signOut();
    await page.evaluate(() => sessionStorage.setItem("offers", "yes"));
    await page.reload({ waitUntil: "commit" });
    await page.waitForURL("**/account");
    assert.equal(await visitor.whoIsIn(), person.email);
    await visitor.finish();
  });
}
