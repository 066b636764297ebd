// Gallery: the operator console.
import { becomeOperator, idOf } from "../../support/operators.mjs";
import { newPerson } from "../../support/people.mjs";
import { fullAccount, LONG, longNamed, unfoldAll } from "./steps.mjs";

/** Opens a person with an entry in every list, as an operator sees them. */
async function fullPerson(visitor) {
  const { worker } = visitor;
  const person = await fullAccount(visitor);
  await visitor.context.clearCookies();
  await becomeOperator(visitor);
  const path = `/admin/users/${await idOf(worker, person.email)}`;
  await visitor.goto(path);
  return path;
}

export const operators = {
  "console, overview": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin");
    await unfoldAll(visitor);
  },
  "console, people": async (visitor) => {
    await visitor.signedUp(longNamed());
    await becomeOperator(visitor);
    await visitor.goto("/admin/users");
  },
  "console, nobody found": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/users?q=nobody-has-this-name");
  },
  "console, person": async (visitor) => {
    await fullPerson(visitor);
    await unfoldAll(visitor);
  },
  "console, person disabled": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/disable`, { until: "2099-01-01", reason: LONG.name, note: LONG.name });
    await unfoldAll(visitor);
  },
  "console, act refused": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/profile`, { username: "not a username" });
  },
  "console, events": async (visitor) => {
    await fullPerson(visitor);
    await visitor.goto("/admin/events");
  },
  "console, keys": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/keys");
    await unfoldAll(visitor);
  },
  "console, signing keys": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/signing-keys");
    await unfoldAll(visitor);
  },
  "console, key made": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/keys");
    await visitor.submit("/admin/keys", { name: LONG.name, "users:read": true });
  },
  "console, client registered": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/clients");
    await visitor.submit("/admin/clients", { client_name: LONG.name, redirect_uris: `https://${"long-".repeat(10)}name.example.com/back` });
    await unfoldAll(visitor);
  },
  "console, resource registered": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/resources");
    await visitor.submit("/admin/resources", { name: LONG.name, identifier: `https://api-${crypto.randomUUID()}.example.com`, scopes: "read write" });
    await unfoldAll(visitor);
  },
  "console, recovery link": async (visitor) => {
    const path = await fullPerson(visitor);
    await visitor.submit(`${path}/recovery-link`);
  },
  "recovery": async (visitor) => {
    await operators["console, recovery link"](visitor);
    const link = new URL(await visitor.page.locator("code").first().textContent());
    await visitor.goto(link.pathname + link.search);
  },
  "console, recovery requests": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/recovery-requests");
  },
  "console, invitations": async (visitor) => {
    await becomeOperator(visitor);
    await visitor.goto("/admin/invitations");
    await visitor.submit("/admin/invitations", { email: newPerson().email, name: LONG.name });
    await unfoldAll(visitor);
  },
  "console, not allowed": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/admin");
  },
};
