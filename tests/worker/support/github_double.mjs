// Double of GitHub, on a local server: it checks the client's credentials, and fails on request.
import { createHash, randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { closeServer } from "./double.mjs";

export const CLIENT = { id: "github-client", secret: "github+secret/of=tests" };

const json = (response, status, body) => {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
};

/** New person at GitHub. */
export const newUser = (email, { verified = true, ...rest } = {}) => ({
  user: { id: randomInt(1, 2 ** 40), login: "octocat", name: "Mona Octocat", avatar_url: "https://avatars.example/1.png" },
  emails: [{ email: "other@example.net", primary: false, verified: true }, { email, primary: true, verified }],
  ...rest,
});

/**
 * Starts a double. Stop it with `close`. A person is {user, emails} and may have `token`, `userAnswer` and
 * `emailsAnswer`: functions of the response that replace the right answers.
 * @returns {url, apiUrl, requests, authorize, close}
 */
export async function startGithubDouble() {
  const codes = new Map();
  const tokens = new Map();
  const requests = [];

  const token = (response, form) => {
    const grant = codes.get(form.get("code"));
    codes.delete(form.get("code"));
    const verifier = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const known = form.get("client_id") === CLIENT.id && form.get("client_secret") === CLIENT.secret;
    if (!grant || !known || verifier !== grant.challenge || form.get("redirect_uri") !== grant.redirectUri) {
      return json(response, 200, { error: "bad_verification_code", error_description: "The code passed is incorrect" });
    }
    if (grant.person.token) return grant.person.token(response);
    const accessToken = `gho_${randomBytes(18).toString("hex")}`;
    tokens.set(accessToken, grant.person);
    json(response, 200, { access_token: accessToken, scope: "read:user,user:email", token_type: "bearer" });
  };
  const profile = (request, response, name) => {
    const person = tokens.get(request.headers.authorization?.replace(/^Bearer /, ""));
    if (!person || !request.headers["user-agent"]) return json(response, 401, { message: "Bad credentials" });
    const told = person[`${name}Answer`];
    if (told) return told(response);
    json(response, 200, person[name]);
  };
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    requests.push({ method: request.method, path: request.url, text, headers: request.headers });
    if (request.url === "/login/oauth/access_token") return token(response, new URLSearchParams(text));
    if (request.url === "/api/v3/user") return profile(request, response, "user");
    if (request.url === "/api/v3/user/emails") return profile(request, response, "emails");
    response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    apiUrl: `${url}/api/v3`,
    requests,
    /** Tokens issued so far. */
    tokens: () => [...tokens.keys()],
    /** Query that a browser brings back after this person agreed at this URL. */
    authorize(location, person) {
      const sent = new URL(location).searchParams;
      const code = randomBytes(10).toString("hex");
      codes.set(code, { person, challenge: sent.get("code_challenge"), redirectUri: sent.get("redirect_uri") });
      return { code, state: sent.get("state") };
    },
    close: () => closeServer(server),
  };
}

/** Settings that lead to a double. */
export const githubSettings = (double) => ({
  GITHUB_CLIENT_ID: CLIENT.id, GITHUB_CLIENT_SECRET: CLIENT.secret, GITHUB_URL: double.url, GITHUB_API_URL: double.apiUrl,
});
