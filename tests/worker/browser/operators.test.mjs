// Acts of operators that go on in a person's own browser: recovery, merge, invitation.
import assert from "node:assert/strict";
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
