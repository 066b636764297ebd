// Round trips allowed to each route before its answer: [D1, KV]. On the edge each is a network round trip. `send` in
// clients/http.mjs enforces them for every request of every test.
import assert from "node:assert/strict";

export const BUDGETS = {
  // dialect A
  "POST /auth/register": [1, 0],
  "POST /auth/login": [2, 0],
  "POST /auth/pair": [2, 0],
  "POST /auth/pair/code": [1, 0],
  // dialect B
  "POST /api/auth/sign-up": [1, 0],
  "POST /api/auth/sign-in": [2, 0],
  "POST /api/auth/sign-out": [1, 0],
  "GET /api/auth/session": [1, 0],
  "GET /api/auth/token": [3, 0], // 1, and 2 more where there are no keys yet
  "GET /api/auth/sessions": [2, 0],
  "DELETE /api/auth/sessions": [2, 0],
  "DELETE /api/auth/sessions/:id": [2, 0],
  "POST /api/auth/change-password": [3, 0],
  "POST /api/auth/send-verification-email": [2, 0],
  "POST /api/auth/verify-email": [1, 0],
  "POST /api/auth/send-magic-link": [1, 0],
  "POST /api/auth/magic-link": [4, 0], // of a code, with a backup code: each is looked at before the session
  "POST /api/auth/forgot-password": [1, 0],
  "POST /api/auth/reset-password": [2, 0],
  "POST /api/auth/change-email": [4, 0],
  "POST /api/auth/two-factor/enable": [3, 0], // 2, and 1 more where the key of the secret offered before is gone
  "POST /api/auth/two-factor/verify": [3, 0],
  "POST /api/auth/two-factor/challenge": [3, 0],
  "POST /api/auth/two-factor/disable": [4, 0],
  "POST /api/auth/two-factor/backup-codes": [3, 0],
  "POST /api/auth/passkey/register": [3, 0],
  "POST /api/auth/passkey/sign-in": [2, 0],
  "GET /api/auth/passkeys": [2, 0],
  "PATCH /api/auth/passkeys/:id": [2, 0],
  "DELETE /api/auth/passkeys/:id": [2, 0],
  "GET /api/auth/oauth/:provider": [2, 0],
  "GET /api/auth/callback/:provider": [5, 0], // 3, and 2 more for one that another has overtaken
  "GET /api/auth/identities": [2, 0],
  "DELETE /api/auth/identities/:id": [3, 0],
  "GET /api/auth/events": [2, 0],
  "PATCH /api/auth/user": [2, 0],
  "DELETE /api/auth/user": [3, 0],
  "GET /api/auth/user/export": [2, 0],
  // dialect C
  "POST /auth/registration": [1, 0],
  "GET /auth/session/:id": [1, 0],
  "POST /auth/email": [4, 0],
  // dialect D
  "POST /api/v1/auth/signup": [1, 0],
  "POST /api/v1/auth/signin": [2, 0],
  "POST /api/v1/auth/verify-email": [2, 0],
  "POST /api/v1/auth/custom-refresh": [1, 0],
  "POST /api/v1/auth/custom-logout": [1, 0],
  // the provider
  "GET /.well-known/openid-configuration": [0, 0],
  "GET /.well-known/oauth-authorization-server": [0, 0],
  "POST /oauth2/token": [4, 0], // 1, 1 more with private_key_jwt, and 2 more where there are no keys yet
  "GET /oauth2/userinfo": [2, 0], // 1, and 1 more where the isolate has no keys yet
  "POST /oauth2/userinfo": [2, 0],
  "POST /oauth2/introspect": [3, 0], // as userinfo, and 1 more with private_key_jwt
  "POST /oauth2/revoke": [3, 0],
  "GET /oauth2/jwks": [2, 0], // none where the isolate has its keys, 2 where there are none at all
  // pages of the provider
  "GET /oauth2/authorize": [4, 1], // 2 when signed in; 1 more for a renewed session, and for a request that waited and is not in KV
  "POST /oauth2/authorize": [0, 0],
  "POST /oauth2/consent": [3, 0], // 2, and 1 more for a renewed session
  "GET /oauth2/logout": [3, 0], // 1, and 1 more for a renewed session, and for a key that the isolate does not know
  "POST /oauth2/logout": [0, 0],
  "POST /oauth2/logout/confirm": [1, 0],
  // sign-in and sign-up pages
  "GET /": [0, 0],
  "GET /sign-in": [3, 1], // none for a browser without cookies; 1 more, or KV, for a request of an application that waits
  "POST /sign-in": [2, 0],
  "POST /sign-in/link": [1, 0],
  "POST /sign-in/code": [4, 0],
  "POST /sign-in/verification": [2, 0],
  "POST /sign-in/passkey": [2, 0],
  "POST /sign-out": [1, 0],
  "GET /sign-up": [0, 0],
  "POST /sign-up": [1, 0],
  "POST /sign-up/code": [2, 0], // 1, and 1 more for a code that is not taken
  "POST /sign-up/resend": [2, 0],
  "GET /forgot-password": [0, 0],
  "POST /forgot-password": [1, 0],
  "POST /language": [0, 0],
  "GET /done": [0, 0],
  "GET /.well-known/change-password": [2, 0],
  "GET /favicon.ico": [0, 0],
  "GET /favicon.svg": [0, 0],
  "GET /apple-touch-icon.png": [0, 0],
  "GET /second-factor": [0, 0],
  "POST /second-factor": [3, 0],
  // pages of mailed links
  "GET /magic-link": [1, 1],
  "POST /magic-link": [3, 0],
  "GET /verify-email": [1, 1],
  "POST /verify-email": [1, 0],
  "GET /confirm-address": [1, 1],
  "POST /confirm-address": [1, 0],
  "GET /approve-address-change": [1, 1],
  "POST /approve-address-change": [2, 0],
  "GET /reset-password": [1, 1],
  "POST /reset-password": [2, 0],
  "GET /remove-second-factor": [1, 0],
  "POST /remove-second-factor": [4, 0], // 3, and 1 more for a form that was sent twice
  "GET /refuse-recovery": [1, 0],
  "POST /refuse-recovery": [1, 0],
  "GET /keep-address": [1, 0],
  "POST /keep-address": [1, 0],
  "GET /recovery": [1, 0],
  "POST /recovery": [5, 0], // 3, and 2 more that say why a code was not taken
  "POST /recovery/passkey": [5, 0], // likewise
  "POST /recovery/options": [2, 0],
  "GET /approve-login": [1, 1],
  "POST /approve-login": [3, 0], // 2, and 1 more that says why a backup code was not taken
  // steps after a sign-up
  "GET /check-email": [3, 0], // 2, and 1 more for a new address
  "POST /check-email": [2, 0],
  "POST /check-email/resend": [2, 0],
  "POST /check-email/address": [3, 0],
  "POST /check-email/new-address": [5, 0], // 4, and 1 more for a renewed session
  "POST /check-email/continue": [2, 0],
  "GET /add-passkey": [2, 0],
  "POST /add-passkey": [2, 0],
  // account pages
  "GET /pair": [2, 0],
  "POST /pair": [3, 1],
  "GET /account": [2, 0],
  "GET /account/security": [2, 0],
  "GET /account/devices": [2, 0],
  "GET /account/applications": [2, 0],
  "GET /account/activity": [2, 0],
  "GET /account/data": [2, 0],
  "GET /account/export": [2, 0],
  "POST /account/profile": [3, 0],
  "POST /account/email": [4, 0],
  "POST /account/email/verification": [2, 0],
  "POST /account/password": [3, 0],
  "POST /account/password/link": [2, 0],
  "POST /account/passkeys": [3, 0],
  "POST /account/passkeys/:id/rename": [2, 0],
  "POST /account/passkeys/:id/remove": [3, 0],
  "POST /account/two-factor/enable": [4, 0], // likewise
  "POST /account/two-factor/verify": [4, 1], // 3, and 1 more, or KV, for a request of an application that waits
  "POST /account/two-factor/backup-codes": [4, 0],
  "POST /account/two-factor/disable": [4, 0],
  "POST /account/identities/:id/unlink": [3, 0],
  "POST /account/sessions/end-others": [2, 0],
  "POST /account/sessions/:id/end": [2, 0],
  "POST /account/applications/remove": [2, 0],
  "POST /account/delete": [3, 0],
  // console: the session check, the flow, and for a refused form the page again
  "GET /admin": [1, 0],
  "GET /admin/users": [1, 0],
  "GET /admin/users/:id": [1, 0],
  "POST /admin/users/:id/profile": [2, 0],
  "POST /admin/users/:id/metadata": [2, 0],
  "POST /admin/users/:id/verify-email": [2, 0],
  "POST /admin/users/:id/second-factor/reset": [2, 0],
  "POST /admin/users/:id/password/remove": [2, 0],
  "POST /admin/users/:id/passkeys/:pid/remove": [2, 0],
  "POST /admin/users/:id/identities/:iid/unlink": [2, 0],
  "POST /admin/users/:id/sessions/end": [2, 0],
  "POST /admin/users/:id/sessions/:sid/end": [2, 0],
  "POST /admin/users/:id/disable": [2, 0],
  "POST /admin/users/:id/enable": [2, 0],
  "POST /admin/users/:id/recovery-link": [2, 0],
  "POST /admin/users/:id/recovery-requests": [2, 0],
  "POST /admin/users/:id/email": [2, 0],
  "POST /admin/users/:id/merge": [2, 0],
  "GET /admin/recovery-requests": [1, 0],
  "POST /admin/recovery-requests/:rid/approve": [2, 0],
  "POST /admin/users/:id/role": [2, 0],
  "POST /admin/users/:id/delete": [2, 0],
  "GET /admin/events": [1, 0],
  "GET /admin/invitations": [1, 0],
  "POST /admin/invitations": [2, 0],
  "POST /admin/invitations/accounts": [2, 0],
  "POST /admin/invitations/:id/delete": [2, 0],
  "GET /admin/clients": [1, 0],
  "POST /admin/clients": [2, 0],
  "POST /admin/clients/:id": [2, 0],
  "POST /admin/clients/:id/secret": [2, 0],
  "POST /admin/clients/:id/delete": [2, 0],
  "GET /admin/resources": [1, 0],
  "POST /admin/resources": [2, 0],
  "POST /admin/resources/:id": [2, 0],
  "POST /admin/resources/:id/secret": [2, 0],
  "POST /admin/resources/:id/delete": [2, 0],
  "GET /admin/signing-keys": [1, 0],
  "POST /admin/signing-keys/:id/rotate": [3, 0],
  "POST /admin/signing-keys/:id/revoke": [3, 0],
  "GET /admin/keys": [1, 0],
  "POST /admin/keys": [2, 0],
  "POST /admin/keys/:id/delete": [2, 0],
  // operators: an act rides with its check
  "GET /api/admin/v1/users": [1, 0],
  "POST /api/admin/v1/users": [1, 0],
  "GET /api/admin/v1/invitations": [1, 0],
  "POST /api/admin/v1/invitations": [1, 0],
  "DELETE /api/admin/v1/invitations/:id": [1, 0],
  "GET /api/admin/v1/users/:id": [1, 0],
  "GET /api/admin/v1/users/:id/sessions": [1, 0],
  "DELETE /api/admin/v1/users/:id/sessions": [1, 0],
  "GET /api/admin/v1/users/:id/sessions/:sid": [1, 0],
  "DELETE /api/admin/v1/users/:id/sessions/:sid": [1, 0],
  "GET /api/admin/v1/users/:id/events": [1, 0],
  "GET /api/admin/v1/events": [1, 0],
  "GET /api/admin/v1/stats": [1, 0],
  "GET /api/admin/v1/keys": [1, 0],
  "POST /api/admin/v1/keys": [1, 0],
  "DELETE /api/admin/v1/keys/:id": [1, 0],
  "PUT /api/admin/v1/users/:id/role": [1, 0],
  "POST /api/admin/v1/users/:id/disable": [1, 0],
  "POST /api/admin/v1/users/:id/enable": [1, 0],
  "PATCH /api/admin/v1/users/:id": [1, 0],
  "DELETE /api/admin/v1/users/:id": [1, 0],
  "POST /api/admin/v1/users/:id/verify-email": [1, 0],
  "POST /api/admin/v1/users/:id/recovery-requests": [1, 0],
  "GET /api/admin/v1/recovery-requests": [1, 0],
  "POST /api/admin/v1/recovery-requests/:rid/approve": [1, 0],
  "PUT /api/admin/v1/users/:id/email": [1, 0],
  "POST /api/admin/v1/users/:id/merge": [1, 0],
  "POST /api/admin/v1/users/:id/recovery-link": [1, 0],
  "DELETE /api/admin/v1/users/:id/second-factor": [1, 0],
  "DELETE /api/admin/v1/users/:id/password": [1, 0],
  "DELETE /api/admin/v1/users/:id/passkeys/:pid": [1, 0],
  "DELETE /api/admin/v1/users/:id/identities/:iid": [1, 0],
  "GET /api/admin/v1/signing-keys": [1, 0],
  "POST /api/admin/v1/signing-keys/:id/rotate": [2, 0],
  "POST /api/admin/v1/signing-keys/:id/revoke": [2, 0],
  "GET /api/admin/v1/clients": [1, 0],
  "POST /api/admin/v1/clients": [1, 0],
  "GET /api/admin/v1/clients/:id": [1, 0],
  "PATCH /api/admin/v1/clients/:id": [1, 0],
  "DELETE /api/admin/v1/clients/:id": [1, 0],
  "POST /api/admin/v1/clients/:id/secret": [1, 0],
  "GET /api/admin/v1/resources": [1, 0],
  "POST /api/admin/v1/resources": [1, 0],
  "GET /api/admin/v1/resources/:id": [1, 0],
  "PATCH /api/admin/v1/resources/:id": [1, 0],
  "DELETE /api/admin/v1/resources/:id": [1, 0],
  "POST /api/admin/v1/resources/:id/secret": [1, 0],
  // the service itself
  "GET /docs": [0, 0],
  "GET /openapi.json": [0, 0],
  "GET /healthz": [2, 0],
  "GET /dev/mailbox": [0, 0],
  "GET /dev/mailbox/:id": [0, 0],
  "GET /dev/mailbox.json": [0, 0],
};

const ROUTES = Object.entries(BUDGETS).map(([route, budget]) => {
  const [method, path] = route.split(" ");
  return { method, pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`), budget, isExact: !path.includes(":") };
}).sort((one, other) => other.isExact - one.isExact);

/** Budget of a request; undefined if no route matches. */
export function budgetOf(method, target) {
  const path = new URL(`http://worker${target}`).pathname.replace(/(.)\/+$/, "$1");
  const route = ROUTES.find((one) => one.method === (method === "HEAD" ? "GET" : method) && one.pattern.test(path));
  return route?.budget ?? [0, 0];
}

/**
 * Throws if an answer cost more than its route may. With read replicas, a refused session check costs one trip more: an
 * account missing from the replica is looked up on the primary. So does a form that its browser sends again, which
 * looks up the first press.
 */
export function checkBudget(method, target, { status, calls, kvCalls }, { replicas = false, presses = false } = {}) {
  const [ours, kv] = budgetOf(method, target);
  const isAskedAgain = replicas && status === 401 && target.split("?", 1)[0] === "/api/auth/session";
  const isPressedAgain = presses && method === "POST";
  const d1 = isAskedAgain || isPressedAgain ? ours + 1 : ours;
  const cost = (trips, budget, where) => `${method} ${target.split("?", 1)[0]} cost ${trips} trips to ${where}; its budget is ${budget}`;
  assert.ok(!(calls > d1), cost(calls, d1, "D1")); // a worker that is not instrumented tells neither
  assert.ok(!(kvCalls > kv), cost(kvCalls, kv, "KV"));
}
