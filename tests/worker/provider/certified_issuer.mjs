// Certified OpenID provider, npm oidc-provider, whose clients are those of the conformance modules and the relying parties.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { closeServer } from "../support/double.mjs";
import { newPerson } from "../support/people.mjs";
import { openPersonBrowser } from "../support/person_browser.mjs";

/** Page that asks whether to sign out; the provider's own sends itself by script. */
const logoutPage = (ctx, form) => {
  ctx.body = `<!doctype html><title>Sign out?</title>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
};

/**
 * Starts a provider. Stop it with `close`.
 *
 * @param takesPosts true if authorization requests may be POSTs: its cookies are then SameSite=None, which Chromium keeps
 * of an origin with TLS alone
 * @param spoil function that changes an answer, given as Koa's context
 */
export async function startCertifiedIssuer({ takesPosts, spoil = () => {} }) {
  const people = new Map();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    pkce: { required: () => false },
    scopes: ["openid", "offline_access"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username", "updated_at"] },
    features: { ...on("claimsParameter", "introspection", "registration", "revocation"), rpInitiatedLogout: { enabled: true, logoutSource: logoutPage } },
    routes: { authorization: "/oauth2/authorize", token: "/oauth2/token", jwks: "/oauth2/jwks" }, // ours, which examples/mobile names
    acrValues: ["aal1", "aal2"],
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"), // as ours: offline_access decides how long it lives
    clientBasedCORS: () => true,
    enableHttpPostMethods: takesPosts,
    cookies: { keys: ["a key of the tests"], ...(takesPosts ? { long: { sameSite: "none" } } : {}) },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  });
  provider.use(async (ctx, next) => {
    await next();
    spoil(ctx);
  });
  server.on("request", provider.callback());
  /** Adds a person, whose id at the provider is the address that they type. */
  const newAccount = async () => {
    const person = newPerson();
    const { email, name, username } = person;
    people.set(email, { email, email_verified: true, name, preferred_username: username, updated_at: 1_700_000_000 });
    return person;
  };
  const open = async ({ origins = [] } = {}) => openBrowser({ issuer, person: await newAccount(), origins });
  return { issuer, open, newAccount, passThrough, confirmSignOut, register: (members) => register(issuer, members), close: () => closeServer(server) };
}

const on = (...features) => Object.fromEntries(features.map((name) => [name, { enabled: true }]));

/** Registers a client. Members of ours are left out, which the provider does not know. */
async function register(issuer, { require_pkce: _, ...members }) {
  // An application on plain http is a native one to it.
  const type = members.redirect_uris.every((uri) => uri.startsWith("https:")) ? {} : { application_type: "native" };
  const response = await fetch(`${issuer}/reg`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...members, ...type, require_auth_time: true }),
  });
  const made = await response.json();
  assert.equal(response.status, 201, JSON.stringify(made));
  return made;
}

/** Goes through the provider's pages in Chromium. */
async function passThrough(page, { email }) {
  await page.getByPlaceholder("Enter any login").fill(email);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const confirmSignOut = (page) => page.getByRole("button", { name: "Sign out" }).click();

/** Browser of a person who signs in and allows whatever is asked. */
function openBrowser({ issuer, person, origins }) {
  const answers = ({ url, forms: [form] }) => {
    if (!form || url.origin !== issuer) return null;
    if (form.names.includes("login")) return { name: "sign-in", form, typed: { login: person.email, password: "any" } };
    if (form.action.includes("/session/end")) return { name: "sign-out", form, typed: { logout: "yes" } };
    return { name: "consent", form, typed: {} };
  };
  const stays = ({ origin }) => origin === issuer || origins.includes(origin);
  return { ...openPersonBrowser({ answers, stays }), person };
}
