// Passkey autofill on /sign-in, whose challenge lives five minutes: its renewal, and its pauses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { addAuthenticator } from "../support/chromium.mjs";
import { openHouse } from "../support/visitor.mjs";

const { visit } = await openHouse();
const ASK = "/api/auth/passkey/sign-in";
const MINUTE = 60_000;

/** Browser whose person answers on request, and whose page has the focus unless `unfocused` is set. */
function wait() {
  if (!window.isSecureContext) return; // about:blank
  const real = navigator.credentials.get.bind(navigator.credentials);
  PublicKeyCredential.isConditionalMediationAvailable = async () => true;
  document.hasFocus = () => !window.unfocused;
  window.ceremonies = [];
  navigator.credentials.get = ({ publicKey, signal, mediation }) => new Promise((resolve, reject) => {
    const ceremony = {
      state: "open", mediation,
      answer: () => real({ publicKey }).then(resolve, reject),
      refuse: () => reject(new DOMException("no", "NotAllowedError")),
    };
    signal.addEventListener("abort", () => {
      ceremony.state = "aborted";
      reject(signal.reason);
    });
    window.ceremonies.push(ceremony);
  });
}

/** Person with a passkey on /sign-in, under a test clock. */
async function atSignIn() {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.context.addInitScript(wait);
  const person = await visitor.signUp();
  await addAuthenticator(page);
  await visitor.submit("/account/passkeys", { name: "Mine" });
  await visitor.signOut();
  await page.goto("about:blank"); // the page that it led to asks no more

  const asked = []; // challenges, in the order in which the service gave them
  const answered = []; // those in what the page sent
  page.on("response", async (response) => {
    if (response.url().endsWith(ASK)) asked.push((await response.json()).options.challenge);
  });
  page.on("request", (request) => {
    const credential = new URLSearchParams(request.postData() ?? "").get("credential");
    if (!credential) return;
    const clientData = Buffer.from(JSON.parse(credential).response.clientDataJSON, "base64url");
    answered.push(JSON.parse(clientData).challenge);
  });
  await page.clock.install();
  await visitor.goto("/sign-in");
  /** Waits until the page has started this many ceremonies; returns their states. */
  const ceremonies = async (count) => {
    await page.waitForFunction((count) => ceremonies.length >= count, count, { polling: 50 });
    await sleep(300); // for one too many
    const found = await page.evaluate(() => ceremonies.map(({ state, mediation }) => `${mediation ?? "button"} ${state}`));
    assert.equal(found.length, count, found.join());
    assert.equal(asked.length, count);
    return found;
  };
  const newest = (act) => page.evaluate((act) => ceremonies.at(-1)[act](), act);
  const arrive = async () => {
    await Promise.all([page.waitForURL("**/account"), newest("answer")]);
    assert.equal(await visitor.whoIsIn(), person.email);
    await visitor.finish();
  };
  const focus = (has) => page.evaluate((has) => {
    window.unfocused = !has;
    window.dispatchEvent(new Event(has ? "focus" : "blur"));
  }, has);
  await ceremonies(1);
  return { page, asked, answered, ceremonies, newest, arrive, focus };
}

test("autofill offer: is renewed a minute before its challenge expires, and the newest is answered", async () => {
  const { page, asked, answered, ceremonies, arrive } = await atSignIn();
  await page.clock.fastForward(3.5 * MINUTE);
  assert.deepEqual(await ceremonies(1), ["conditional open"], "not yet");
  await page.clock.fastForward(0.5 * MINUTE);
  assert.deepEqual(await ceremonies(2), ["conditional aborted", "conditional open"]);
  await page.clock.fastForward(4 * MINUTE);
  assert.deepEqual(await ceremonies(3), ["conditional aborted", "conditional aborted", "conditional open"]);
  assert.equal(new Set(asked).size, 3);
  await arrive();
  assert.deepEqual(answered, [asked[2]]);
});

test("autofill offer: does not disturb the button's ceremony and returns if that fails", async () => {
  const { page, asked, answered, ceremonies, newest, arrive } = await atSignIn();
  await page.locator("[data-passkey=get] button").click();
  assert.deepEqual(await ceremonies(2), ["conditional aborted", "button open"]);
  await page.clock.fastForward(4.5 * MINUTE);
  assert.deepEqual(await ceremonies(2), ["conditional aborted", "button open"]);
  await newest("refuse");
  assert.deepEqual((await ceremonies(3)).at(-1), "conditional open");
  await page.locator("[data-passkey=get] [data-failed]:not([hidden])").waitFor();
  await page.clock.fastForward(4 * MINUTE);
  assert.deepEqual((await ceremonies(4)).at(-1), "conditional open");
  await page.locator("[data-passkey=get] button").click();
  await ceremonies(5);
  await arrive();
  assert.deepEqual(answered, [asked[4]]);
});

test("autofill offer: is renewed only while the page has the focus", async () => {
  const { page, ceremonies, arrive, focus } = await atSignIn();
  await focus(false);
  await page.clock.fastForward(20 * MINUTE);
  assert.deepEqual(await ceremonies(1), ["conditional open"]);
  await focus(true);
  await page.clock.fastForward(1_000);
  assert.deepEqual(await ceremonies(2), ["conditional aborted", "conditional open"]);
  await arrive();
});

test("autofill offer: an answer in the browser's window counts though a renewal was due", async () => {
  const { page, asked, answered, ceremonies, arrive, focus } = await atSignIn();
  await focus(false);
  await page.clock.fastForward(4.5 * MINUTE);
  await focus(true);
  assert.deepEqual(await ceremonies(1), ["conditional open"]);
  await arrive();
  assert.deepEqual(answered, [asked[0]]);
});
