// Runs the certification plans on a provider, as tests.
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { getJson, relyingParty } from "../support/relying_party.mjs";
import { PLANS } from "./modules/plans.mjs";

/** Modules of a plan that run at once: one of them waits for half a minute. */
const AT_ONCE = 3;

/**
 * @param provider {issuer, client, second, posting, open}, as modules/plans.mjs names them
 */
export function judge(provider) {
  describe("certification plans", { concurrency: PLANS.length }, () => {
    for (const { plan, mode, modules } of PLANS) {
      describe(plan, { concurrency: AT_ONCE }, () => {
        for (const [name, module] of Object.entries(modules)) test(name, (context) => run(module, { ...provider, mode }, context));
      });
    }
  });
}

/** Runs one module in a response mode; `context` is that of its test. */
export async function run(module, { mode, ...provider }, context) {
  const { body: metadata } = await getJson(`${provider.issuer}/.well-known/openid-configuration`);
  const skip = (why) => context.diagnostic(`skipped by the suite: ${why}`);
  await module({ ...provider, rp: relyingParty({ metadata, mode }), wait: (seconds) => sleep(seconds * 1000), skip });
}
