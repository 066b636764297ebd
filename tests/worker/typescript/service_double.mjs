// Double of the service behind the client library's `fetch`: one account, one session, and answers that wait.
const user = { id: "5f0c", email: "ada@example.org", username: null, name: "Ada", image: null, emailVerified: true, twoFactorEnabled: false, createdAt: "2026-01-01T00:00:00Z" };

export const answer = (status, body, headers = {}) => new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
export const refusal = (status, error, headers) => answer(status, { error, message: "No" }, headers);
const opened = (token) => answer(200, { user, session: { id: "77aa", token, expiresAt: "2026-12-01T00:00:00Z" } });

/** Service with tokens that turn at each `GET /session`, or with cookies of a `generation` that a refresh makes good again. */
export function serviceDouble({ cookies = false } = {}) {
  const service = {
    requests: [],
    /** Session token that is good; null once the session has ended. */
    token: null,
    turns: false,
    /** True while the 15-minute cookie is good. */
    cookieIsGood: false,
    refreshes: () => service.requests.filter((line) => line.includes("custom-refresh")).length,
    /** Answers in place of a path's own, by "METHOD /path": a function of the request. */
    answers: {},
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const line = `${request.method} ${pathname}`;
      service.requests.push(line);
      const shown = request.headers.get("Authorization")?.replace("Bearer ", "");
      await new Promise(setImmediate);
      if (service.answers[line]) return service.answers[line](request);
      if (line === "POST /api/auth/sign-in") return opened((service.token = `token-${service.requests.length}`));
      if (line === "POST /api/v1/auth/custom-refresh/") {
        if (service.token === null) return refusal(401, "INVALID_TOKEN");
        service.cookieIsGood = true;
        return answer(204);
      }
      const isSignedIn = service.token !== null && (cookies ? service.cookieIsGood : shown === service.token);
      if (!isSignedIn) return refusal(401, "INVALID_TOKEN");
      if (line === "POST /api/auth/sign-out") service.token = null;
      if (line !== "GET /api/auth/session") return answer(200, { success: true });
      if (service.turns) service.token = `${shown}+`;
      return opened(service.token);
    },
  };
  return service;
}
