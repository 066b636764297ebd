// One request, with its answer read to the end. The dialects' clients are built on it.
import { newAddress } from "../support/people.mjs";
import { checkBudget } from "../support/trip_budgets.mjs";

/**
 * Sends `body` as JSON, or as a form with `form: true`. A string or Buffer is sent unchanged.
 * @returns {status, headers, text, body (parsed JSON or null), cookies, calls (of D1), kvCalls, rowsRead (a statement)}
 */
export async function send(worker, method, path, { body, form = false, headers = {}, ip, type } = {}) {
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const text = body === undefined || raw ? body : form ? new URLSearchParams(body).toString() : JSON.stringify(body);
  const contentType = type ?? (form ? "application/x-www-form-urlencoded" : "application/json");
  const response = await worker.fetch(path, {
    method,
    body: text,
    headers: {
      "CF-Connecting-IP": ip ?? newAddress(),
      ...(body === undefined ? {} : { "Content-Type": contentType }),
      ...headers,
    },
  });
  const answer = await readAnswer(response);
  if (worker.isBuilt) checkBudget(method, path, answer, { replicas: worker.settings.READ_REPLICAS === "true", presses: /press=/.test(headers.Cookie) });
  return answer;
}

async function readAnswer(response) {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parseJson(text),
    cookies: parseCookies(response.headers.getSetCookie()),
    calls: Number(response.headers.get("x-test-d1-calls")),
    kvCalls: Number(response.headers.get("x-test-kv-calls")),
    rowsRead: response.headers.get("x-test-rows-read"),
  };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Set-Cookie headers by name: {value, attributes: {httponly: true, path: "/", …}, line}. */
function parseCookies(lines) {
  return Object.fromEntries(lines.map((line) => {
    const [pair, ...rest] = line.split(/;\s*/);
    const at = pair.indexOf("=");
    const attributes = Object.fromEntries(rest.map((attribute) => {
      const [key, value] = attribute.split("=");
      return [key.toLowerCase(), value ?? true];
    }));
    return [pair.slice(0, at), { value: pair.slice(at + 1), attributes, line }];
  }));
}

/** A Cookie header of these pairs. */
export const cookieHeader = (pairs) => ({ Cookie: Object.entries(pairs).map(([name, value]) => `${name}=${value}`).join("; ") });

export const bearerHeader = (token) => (token === undefined ? {} : { Authorization: `Bearer ${token}` });
