// docs/integrate.md: its code is that of examples/, which the tests of the provider run, and its commands exist.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLIENT_COMMANDS } from "../../../scripts/sesame/clients.mjs";
import { root } from "../support/project.mjs";
import { PLANS } from "../provider/modules/plans.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const RUN = ["express/server.mjs", "nextjs/sesame.mjs", "spa/main.mjs", "mobile/sign_in.mjs", "fastapi/main.py"];

test("integrate: each example is shown as it is run", () => {
  const blocks = [...read("docs/integrate.md").matchAll(/^```(?:js|py)\n([\s\S]*?)^```/gm)].map(([, text]) => text);
  for (const path of [...RUN, "nextjs/auth.mjs"]) assert.ok(blocks.includes(read(`examples/${path}`)), `examples/${path}`);
});

test("integrate: each example that is shown is run", () => {
  const parties = ["auth_core", "express", "fastapi", "mobile", "spa"].map((name) => read(`tests/worker/provider/parties/${name}.mjs`)).join("");
  for (const path of RUN) {
    const [folder, file] = path.split("/");
    assert.ok(parties.includes(`examples/${path}`) || (parties.includes(`"examples", "${folder}"`) && parties.includes(file.split(".")[0])), path);
  }
});

test("integrate: each command is one, with options that it takes", () => {
  const commands = [...read("docs/integrate.md").matchAll(/npm run sesame -- (\w+ \w+)(.*)/g)];
  assert.ok(commands.length > 0);
  for (const [line, name, rest] of commands) {
    const options = CLIENT_COMMANDS[name].options.join(" ");
    for (const [option] of rest.matchAll(/--[\w-]+/g)) assert.ok(options.includes(option), `${line}: ${option}`);
  }
});

test("conformance: the document lists the modules that are replayed, and no other", () => {
  const [, ...sections] = read("docs/conformance.md").split(/^## /m);
  for (const { plan, modules } of PLANS.filter(({ plan }) => plan !== "Form Post")) {
    const section = sections.find((text) => text.startsWith(plan));
    const listed = [...section.matchAll(/^\| `(oidcc-[\w-]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(listed.sort(), Object.keys(modules).sort(), plan);
  }
});
