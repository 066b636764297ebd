// Certified OpenID provider, npm oidc-provider, whose clients are those of the conformance modules and the relying parties.
import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { closeServer } from "../support/double.mjs";
import { newPerson } from "../support/people.mjs";
import { openPersonBrowser } from "../support/person_browser.mjs";

/** Page that asks whether to sign out; the provider's own sends itself by script. */
const logoutPage = (ctx, form) => {
  ctx.body = `<!doctype html><title>Sign out?</title>${form}`;
};

export async function startCertifiedIssuer({ clients }) {
  const people = new Map();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: clients.map(asRegistered),
    pkce: { required: () => false },
    scopes: ["openid", "offline_access"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username", "updated_at"] },
    features: { claimsParameter: { enabled: true }, rpInitiatedLogout: { enabled: true, logoutSource: logoutPage } },
    acrValues: ["aal1", "aal2"],
    enableHttpPostMethods: true,
    cookies: { keys: ["a key of the tests"], long: { sameSite: "none" } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  });
  server.on("request", provider.callback());
  return { issuer, open: async () => openBrowser(issuer, people), close: () => closeServer(server) };
}

/** Members of a client that the provider takes, of those that the tests name. */
const asRegistered = ({ post_logout_redirect_uri: after, redirect_uri: uri, ...client }) => ({
  ...client, require_auth_time: true, redirect_uris: [uri], grant_types: ["authorization_code", "refresh_token"], post_logout_redirect_uris: after ? [after] : [],
});

/** Browser of a new person, who signs in and allows whatever is asked. */
function openBrowser(issuer, people, stays = ({ origin }) => origin === issuer) {
  const { email, name, username } = newPerson();
  people.set(email, { email, email_verified: true, name, preferred_username: username, updated_at: 1_700_000_000 });
  const answers = ({ forms: [form] }) => {
    if (!form) return null;
    if (form.names.includes("login")) return { name: "sign-in", form, typed: { login: email, password: "any" } };
    if (form.action.includes("/session/end")) return { name: "sign-out", form, typed: { logout: "yes" } };
    return { name: "consent", form, typed: {} };
  };
  return openPersonBrowser({ answers, stays });
}
