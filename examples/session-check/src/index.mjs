// Example worker that asks Sesame for the caller's session over a service binding, which goes from worker to worker
// without the public network. Copy `whoIs` into your own worker.

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
 * Returns the `{user, session}` of the sender of this request, or null if nobody is signed in. Sesame looks the session
 * up, so a sign-out takes effect at once, unless READ_REPLICAS is set.
 *
 * @throws if Sesame cannot tell. Treat the caller neither as signed in nor as signed out.
 */
export async function whoIs(request, sesame) {
  const headers = credentialsOf(request);
  if (!headers) return null;
  const answer = await sesame.fetch("https://sesame.internal/api/auth/session", { headers });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`Sesame answered ${answer.status}`);
  return answer.json();
}

/** Credentials of the request and nothing else of it; null if there are none. */
function credentialsOf(request) {
  const authorization = request.headers.get("Authorization");
  if (authorization !== null) return { Authorization: authorization };
  // All cookies of that name: if two differ, another site may have set one, and Sesame refuses both.
  const pairs = (request.headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  const tokens = pairs.filter((pair) => pair.startsWith("access_token="));
  return tokens.length > 0 ? { Cookie: tokens.join("; ") } : null;
}
