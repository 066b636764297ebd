// The React example, built as for production, used by a person in Chromium.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { createSesame, settle } from "sesame";
import { authenticator } from "../support/authenticator_app.mjs";
import { openWindow } from "../support/chromium.mjs";
import { openBrowserBeside } from "../support/client_site.mjs";
import { newPerson } from "../support/people.mjs";
import { root } from "../support/project.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { serveSite } from "./application.mjs";

const example = join(root, "examples", "react");

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules", ".bin", program), args, { cwd: example, encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
}

function builtFiles() {
  run("vite", "build", "--logLevel", "warn");
  const folder = join(example, "dist");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [`/${relative(folder, path)}`, readFileSync(path)]));
}

/** Enables a second factor for the session of the page; returns its authenticator. */
async function secondFactor({ worker }, page) {
  const token = await page.evaluate((key) => localStorage.getItem(key), `sesame:${PUBLIC_URL}`);
  const sesame = createSesame({ baseURL: worker.url, headers: { Authorization: `Bearer ${token}` } });
  const { secret } = (await settle(sesame.api.POST("/api/auth/two-factor/enable", { body: {} }))).data;
  const app = authenticator(secret, () => Date.now() / 1000);
  const { error } = await settle(sesame.api.POST("/api/auth/two-factor/verify", { body: { code: await app.next() } }));
  assert.equal(error, undefined);
  return app;
}

test("React example: compiles", () => run("tsc", "--project", "."));

test("React example: a person signs up, adds a passkey, signs out, and comes back by it in every tab", async () => {
  const world = await openWorld({ settings: NO_LIMITS });
  const site = await serveSite(builtFiles());
  const browser = await openBrowserBeside(world, site);
  const { page } = await openWindow(browser, TRUSTED_ORIGIN);
  page.setDefaultTimeout(10_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  const ada = newPerson();
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const fill = async (password) => {
    await page.getByLabel("Email").fill(ada.email);
    await page.getByLabel("Password").fill(password);
  };
  const heading = (text, on = page) => on.getByRole("heading", { name: text, exact: true }).waitFor();
  const alert = (text) => page.getByRole("alert").filter({ hasText: text }).waitFor();

  await heading("Sign in");
  await press("Create an account");
  await fill("password");
  await press("Sign up");
  await alert("too common");
  await fill(ada.password);
  await press("Sign up");
  await heading(`Hello ${ada.email}`);
  await page.getByText("None yet.").waitFor();
  await press("Add a passkey");
  await page.getByRole("listitem").waitFor();
  await page.reload();
  await page.getByRole("listitem").waitFor();
  const tab = await page.context().newPage();
  await tab.goto(TRUSTED_ORIGIN);
  await heading(`Hello ${ada.email}`, tab);
  await press("Sign out");
  await heading("Sign in");
  await heading("Sign in", tab);
  await press("Sign in with a passkey");
  await heading(`Hello ${ada.email}`);
  await heading(`Hello ${ada.email}`, tab);

  const app = await secondFactor(world, page);
  await press("Sign out");
  await fill(`${ada.password}!`);
  await press("Sign in");
  await alert("Email or password is incorrect");
  await fill(ada.password);
  await press("Sign in");
  await alert("Enter the code");
  await page.getByLabel("Code").fill(await app.next());
  await press("Sign in");
  await heading(`Hello ${ada.email}`);
  assert.deepEqual(problems, []);
});
