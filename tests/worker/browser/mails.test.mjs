// Mails in a narrow client, in its light and dark themes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser } from "../support/chromium.mjs";
import { layoutProblems } from "../support/layout.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { axeProblems } from "./axe.mjs";

const world = await openWorld({ settings: NO_LIMITS });
const browser = await openBrowser({});
after(async () => {
  await browser.close();
  await world.dispose();
});

/** Names without a place to break a line. */
const longNamed = () => ({ ...newPerson(), name: "W".repeat(100), username: `${"w".repeat(52)}${newPerson().username.slice(-12)}` });

/** One mail of each layout: details and a link, with a code, a link alone, and a notice. */
async function mailsIn(language) {
  const headers = { "Accept-Language": language };
  const { session, passwordless, mail } = world;
  const person = longNamed();
  const { token } = await session.signUp(person, { headers });
  await session.updateUser(token, { username: person.username });
  await session.verifyEmail((await mail.next(person.email, "verify-email")).token);
  await session.sendMagicLink(person.email, undefined, { headers });
  await session.forgotPassword(person.email, undefined, { headers });
  await passwordless.logIn(person, { platform: "M".repeat(60), headers });
  await session.changePassword(token, person.password, "another horse battery", { headers });
  await session.changeEmail(token, `${"m".repeat(60)}@${"new-".repeat(12)}mail.example.com`, "another horse battery", { headers });
  for (const page of ["magic-link", "reset-password", "approve-login", null]) await mail.next(person.email, page);
  return mail.all(person.email);
}

for (const language of ["en", "fr"]) {
  const mails = await mailsIn(language);

  test(`mails: five are checked, each with both parts (${language})`, () => {
    assert.equal(mails.length, 5);
    for (const { html, text } of mails) {
      assert.ok(html.includes(`<html lang="${language}">`), html);
      assert.ok(text.trim().length > 80, text);
    }
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`mails: fit 320 px and are readable in a ${colorScheme} theme (${language})`, async () => {
      const context = await browser.newContext({ viewport: { width: 320, height: 600 }, colorScheme });
      const page = await context.newPage();
      for (const { subject, html } of mails) {
        await page.setContent(html);
        assert.deepEqual(await page.evaluate(layoutProblems), [], subject);
        assert.deepEqual(await axeProblems(page), [], subject);
      }
      await context.close();
    });
  }

  test(`mails: load nothing from the network (${language})`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    for (const { html } of mails) await page.setContent(html);
    assert.deepEqual(requests, []);
    await context.close();
  });
}
