// Requests of an application that wait for a sign-in, in browsers that keep their cookies.
import assert from "node:assert/strict";
import { send } from "../clients/http.mjs";
import { formsOf, pathOf } from "../clients/pages.mjs";
import { authorizationUrl, registerApplication } from "./applications.mjs";
import { newAddress } from "./people.mjs";
import { cookiesOf, exchange, keepCookies, paramsOf } from "./person_browser.mjs";
import { PUBLIC_URL } from "./worker.mjs";

const CALLBACK = "https://shop.example.com/callback";

/** Registers the application "Shop", which asks for no consent; returns its id. */
export const registerShop = ({ worker }) =>
  registerApplication(worker, { client_name: "Shop", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none", first_party: true });

/** Browser with these cookies. `go` opens a page, or submits a form with `fields`: {status, text, to, forms}. */
export function openBrowser({ worker }, cookies = {}) {
  const jars = new Map([[PUBLIC_URL, new Map(Object.entries(cookies))]]);
  const ip = newAddress();
  const go = async (link, { headers, fields } = {}) => {
    const navigation = { Host: new URL(PUBLIC_URL).host, "CF-Connecting-IP": ip, Accept: "text/html", "Sec-Fetch-Mode": "navigate", Cookie: cookiesOf(jars, PUBLIC_URL) };
    const origin = fields ? { Origin: PUBLIC_URL } : {};
    const answer = await exchange(new URL(pathOf(link), worker.url), { headers: { ...navigation, ...origin, ...headers }, fields });
    keepCookies(jars, PUBLIC_URL, answer.cookies);
    return { status: answer.status, text: answer.html, to: answer.headers.get("location"), forms: formsOf(answer.html) };
  };
  return { go, cookieNames: () => [...jars.get(PUBLIC_URL).keys()] };
}

/** Sends a browser to the service with a request of an application; returns the path of the sign-in page. */
export async function beginRequest(browser, application, headers) {
  const { to, text } = await browser.go(authorizationUrl(application, CALLBACK), { headers });
  assert.match(to ?? "", /^\/sign-in\?redirectUrl=.*waiting/, text);
  return to;
}

/** Signs in on a page that was opened before; returns the URL that leads back to the request. */
export async function signInOn(browser, page, { email, password }, headers) {
  const form = page.forms.find(({ action }) => action === "/sign-in");
  assert.ok(form, `no sign-in (${page.status}): ${page.text.slice(-1500)}`);
  const { to, text } = await browser.go(form.action, { headers, fields: { ...form.fields, login: email, password } });
  assert.match(to ?? "", /\/oauth2\/authorize\?waiting=/, text);
  return to;
}

/** Parameters with which an answer leads to the application. */
export function toApplication({ to, text }) {
  assert.ok(to?.startsWith(`${CALLBACK}?`), to ?? text);
  return paramsOf(new URL(to));
}

/** Redeems a code as the application; returns the answer. */
export const redeemCode = ({ worker }, application, code, headers) =>
  send(worker, "POST", "/oauth2/token", {
    form: true, headers,
    body: { grant_type: "authorization_code", client_id: application, code, code_verifier: "a".repeat(43), redirect_uri: CALLBACK },
  });
