// Guards of the statement that spends a state. Without any one of them, the fault that the other tests look for
// happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { federation } from "../clients/federation.mjs";
import { githubSettings, newUser, startGithubDouble } from "../support/github_double.mjs";
import { openidSettings, startOpenidDouble } from "../support/openid_double.mjs";
import { newPerson } from "../support/people.mjs";
import { openWorld } from "../support/world.mjs";

/** Runs `attack` against a worker with one text of its module replaced. */
async function unguarded(patch, attack) {
  const opened = [];
  const open = async (starting) => opened[opened.push(await starting) - 1];
  try {
    const [github, openid] = [await open(startGithubDouble()), await open(startOpenidDouble())];
    const world = await open(unguardedWorld({ ...githubSettings(github), ...openidSettings(openid) }, patch));
    const client = federation(world.worker);
    const started = await client.start("github");
    await attack({ client, openid, back: github.authorize(started.location, newUser(newPerson().email)), browser: started.browser });
  } finally {
    for (const one of opened.reverse()) await one.close();
  }
}

async function unguardedWorld(settings, patch) {
  const world = await openWorld({ settings, patch });
  return { worker: world.worker, close: () => world.dispose() };
}

test("guard removed, cookie: any browser gets in", () =>
  unguarded(["provider = ?2 AND browser IN (?3, ?4) AND spent_by IS NULL", "provider = ?2 AND (?3, ?4) IS (?3,?4) AND spent_by IS NULL"], async ({ client, back }) => {
    assert.equal((await client.finish("github", back)).status, 200);
  }));

test("guard removed, provider: a code reaches another provider", () =>
  unguarded(["provider = ?2 AND browser IN (?3, ?4) AND spent_by IS NULL", "?2 = ?2 AND browser IN (?3, ?4) AND spent_by IS NULL"], async ({ client, openid, back, browser }) => {
    assert.equal((await client.finish("double", back, { browser })).status, 502);
    assert.equal(openid.state.fetches["/token"], 1);
  }));

test("guard removed, spent: a code is used again", () =>
  unguarded(["AND browser IN (?3, ?4) AND spent_by IS NULL", "AND browser IN (?3, ?4)"], async ({ client, back, browser }) => {
    assert.equal((await client.finish("github", back, { browser })).status, 200);
    assert.equal((await client.finish("github", back, { browser })).status, 502, "the double takes a code once; the state was no hindrance");
  }));
