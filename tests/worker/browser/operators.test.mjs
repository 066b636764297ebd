// Acts of operators that go on in a person's own browser: recovery, merge, invitation.
import assert from "node:assert/strict";
import { addAuthenticator } from "../support/chromium.mjs";
import { becomeOperator, idOf } from "../support/operators.mjs";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";

const { world, visit, journey } = await openHouse();
const { d1 } = world.worker;

/** Marks an address as proven by its person. */
const prove = ({ email }) => d1.prepare("UPDATE accounts SET email_verified_at = unixepoch() WHERE email_key = ?").bind(email.toLowerCase()).run();

/** Runs with the window of another person, of the same kind. */
async function beside({ language, width, script }, walk) {
  const other = await visit({ language, width, script });
  await walk(other);
  await other.finish();
}

journey("recovery: an operator hands over a link, and its person sets a password", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  await becomeOperator(visitor);
  await beside(visitor, async (other) => {
    const person = await other.signUp();
    const path = `/admin/users/${await idOf(world.worker, person.email)}`;
    await visitor.goto(path);
    assert.equal(await visitor.submit(`${path}/recovery-link`, { reason: "Called us", note: "ticket 7" }), 201);
    const link = new URL(await page.locator("code").first().textContent());
    assert.equal(await other.goto(link.pathname + link.search), 200);
    const password = "another-Password-456";
    assert.equal(await other.submit("/recovery", { newPassword: password }), 200);
    assert.equal(await other.whoIsIn(), null, "every session ended");
    assert.notEqual(await other.signIn(person), "/account");
    assert.equal(await other.signIn({ ...person, password }), "/account");
    assert.equal(await other.goto(link.pathname + link.search), 400, "once");
  });
});

/** Makes the approval of a recovery a day old, with the second warning mailed on the way. */
async function aDayLater(id) {
  const back = () => d1.prepare("UPDATE recovery_requests SET approved_at = approved_at - 43200 WHERE id = ?").bind(id).run();
  await back();
  await world.worker.schedule();
  await back();
}

journey("recovery: two operators agree, and its person adds a passkey", {}, async (visitor) => {
  const person = await world.verified(await world.signedUp());
  const account = await idOf(world.worker, person.email);
  await d1.prepare("INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES (?, 's', 1, 1)").bind(account).run();
  await becomeOperator(visitor);
  let link;
  await beside(visitor, async (other) => {
    const { email } = await becomeOperator(other);
    await d1.prepare("UPDATE accounts SET role_since = role_since - 60 WHERE email = ?").bind(email).run();
    await visitor.goto(`/admin/users/${account}`);
    assert.equal(await visitor.submit(`/admin/users/${account}/recovery-requests`, { reason: "Showed a passport" }), 200);
    assert.equal(visitor.place(), "/admin/recovery-requests");
    const id = await d1.prepare("SELECT id FROM recovery_requests WHERE account_id = ?").bind(account).first("id");
    const approve = (window) => window.submit(`/admin/recovery-requests/${id}/approve`);
    const refused = async (window, why) => {
      assert.ok((await approve(window)) >= 400, why);
      assert.equal(await window.page.locator("code").count(), 0, `no link: ${why}`);
    };
    await refused(visitor, "whoever asked does not approve");
    await other.goto("/admin/recovery-requests");
    assert.equal(await approve(other), 200);
    assert.equal(other.place(), "/admin/recovery-requests", "the mailbox is told, and a day begins");
    await refused(other, "the day is not over");
    await aDayLater(id);
    await visitor.goto("/admin/recovery-requests");
    await refused(visitor, "the approver alone is shown the link");
    assert.equal(await approve(other), 200);
    link = new URL(await other.page.locator("code").first().textContent());
  });
  const warnings = (await world.mail.all(person.email)).filter(({ text }) => text.includes("/refuse-recovery?token="));
  assert.equal(warnings.length, 3, "at the asking, at the approval, and half a day later");
  await beside(visitor, async (recovering) => {
    const { page } = recovering;
    await recovering.context.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false; // a browser that offers none in its fields
    });
    await addAuthenticator(page);
    assert.equal(await recovering.goto(link.pathname + link.search), 200);
    assert.equal(await page.locator('[name="totp_code"]').count(), 0, "the factor is lost");
    assert.equal(await recovering.press(page.locator("[data-passkey=create] button")), 200);
    assert.match(recovering.place(), /^\/done\?/);
    assert.equal(await world.isAlive(person.token), false, "every session ended");
    await recovering.goto("/sign-in");
    await recovering.press(page.locator("[data-passkey=get] button"));
    assert.equal(await recovering.whoIsIn(), person.email);
    assert.equal(await recovering.goto(link.pathname + link.search), 400, "once");
  });
  assert.equal(await d1.prepare("SELECT count(*) AS n FROM totp WHERE account_id = ?").bind(account).first("n"), 0);
});

journey("merge: two accounts become one, and its person signs in to it", { withoutScript: true }, async (visitor) => {
  await becomeOperator(visitor);
  await beside(visitor, async (other) => {
    const [kept, merged] = [await other.signUp(), newPerson()];
    await other.signOut();
    await other.signUp(merged);
    await Promise.all([kept, merged].map(prove));
    const from = await idOf(world.worker, merged.email);
    await d1.prepare("DELETE FROM passwords WHERE account_id = ?").bind(from).run();
    const path = `/admin/users/${await idOf(world.worker, kept.email)}`;
    await visitor.goto(path);
    assert.equal(await visitor.submit(`${path}/merge`, { from, reason: "One person" }), 200);
    assert.equal(await idOf(world.worker, merged.email), null);
    assert.equal(await other.whoIsIn(), null, "every session ended");
    assert.equal(await other.signIn(kept), "/account");
    await other.goto("/account/activity");
    assert.ok((await other.page.locator("#activity").textContent()).includes("One person"));
  });
});

journey("invitation: a person signs up by its link", { withoutScript: true }, async (visitor) => {
  const invited = newPerson();
  await becomeOperator(visitor);
  await visitor.goto("/admin/invitations");
  assert.equal(await visitor.submit("/admin/invitations", { email: invited.email, private: '{"seats":3}', reason: "Welcome" }), 200);
  await beside(visitor, async (other) => {
    assert.equal(await other.openMail(invited.email, "sign-up"), 200);
    await other.submit("/sign-up", { name: invited.name, password: invited.password });
    assert.notEqual(other.place(), "/check-email", "the invitation proved the address");
    await other.skipSteps();
    assert.equal(other.place(), "/account");
    assert.equal(await other.whoIsIn(), invited.email);
  });
  const account = await d1.prepare("SELECT email_verified_at IS NOT NULL AS proven, metadata_private AS kept FROM accounts WHERE email_key = ?").bind(invited.email.toLowerCase()).first();
  assert.deepEqual(account, { proven: 1, kept: '{"seats":3}' });
});
