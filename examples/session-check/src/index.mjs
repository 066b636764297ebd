// A worker of yours that asks Sesame who is calling, over a service binding: from worker to worker, without the network
// in between. Copy `whoIs` into your own.

export default {
  async fetch(request, env) {
    let caller;
    try {
      caller = await whoIs(request, env.SESAME);
    } catch (error) {
      console.error(error);
      return Response.json({ error: "Try again later" }, { status: 503 });
    }
    if (!caller) return Response.json({ error: "Sign in first" }, { status: 401 });
    return Response.json({ hello: caller.user.name ?? caller.user.email, since: caller.user.createdAt });
  },
};

/**
 * The `{user, session}` of whoever sent this request, or null if nobody is signed in. Sesame looks the session up, so a
 * sign-out counts at once, unless it is set to read copies of its database.
 *
 * @throws if Sesame cannot tell: that is no reason to take somebody for a stranger, and none to let anybody in
 */
export async function whoIs(request, sesame) {
  const headers = credentialsOf(request);
  if (!headers) return null;
  const answer = await sesame.fetch("https://sesame.internal/api/auth/session", { headers });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`Sesame answered ${answer.status}`);
  return answer.json();
}

/** What the request shows to prove who it is from, and nothing else of it; null if there is nothing. */
function credentialsOf(request) {
  const authorization = request.headers.get("Authorization");
  if (authorization !== null) return { Authorization: authorization };
  // All of that name: where two differ, another site may have set one, and Sesame takes neither.
  const pairs = (request.headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  const tokens = pairs.filter((pair) => pair.startsWith("access_token="));
  return tokens.length > 0 ? { Cookie: tokens.join("; ") } : null;
}
