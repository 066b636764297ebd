// The service as an OpenID provider, reached at its PUBLIC_URL, with registered clients and people who sign in.
import assert from "node:assert/strict";
import { bearerHeader, send } from "../clients/http.mjs";
import { addServiceKey } from "../support/operators.mjs";
import { newPerson } from "../support/people.mjs";
import { openPersonBrowser } from "../support/person_browser.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { freePort } from "./parties/application.mjs";

/** Starts the service. Stop it with `close`. */
export async function startSesameIssuer({ settings } = {}) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const world = await openWorld({ port, settings: { ...NO_LIMITS, PUBLIC_URL: issuer, ...settings } });
  const key = await addServiceKey(world.worker, "clients:write");

  /** Registers a client with these members of RFC 7591 and ours; returns what the answer holds. */
  const register = async (members) => {
    const { status, body, text } = await send(world.worker, "POST", "/api/admin/v1/clients", { headers: bearerHeader(key), body: members });
    assert.equal(status, 201, text);
    return body;
  };

  /** Creates an account with a proven address. */
  const newAccount = async () => world.verified(await world.signedUp(newPerson()));

  /** Opens a browser for a new account, which stays here and at the origins that are named. */
  const open = async ({ origins = [] } = {}) => {
    const person = await newAccount();
    const answers = (page) => (page.url.origin === issuer ? answer(page, person) : null);
    const stays = ({ origin }) => origin === issuer || origins.includes(origin);
    return { ...openPersonBrowser({ answers, stays }), person };
  };
  return { issuer, world, register, newAccount, open, passThrough, close: () => world.dispose() };
}

/** Person's answer to a page: they sign in by password, and allow or confirm what is asked. */
function answer({ url, forms }, { email, password }) {
  const signIn = forms.find(({ names }) => names.includes("login") && names.includes("password"));
  if (signIn) return { name: "sign-in", form: signIn, typed: { login: email, password } };
  const confirm = forms.find(({ mark }) => mark === "confirm");
  if (confirm) return { name: url.pathname === "/oauth2/logout" ? "sign-out" : "consent", form: confirm, typed: {} };
  return null;
}

/** Signs in by password and consents, in Chromium. */
async function passThrough(page, { email, password }) {
  await page.locator("input[name=login]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password]").press("Enter");
  await page.locator("form[data-action=confirm] button").click();
}
