// `npm run check:timing -- [rounds] [part of a name]`: tests whether response times reveal that an address has an
// account, or that a password was nearly right. Sends interleaved requests and prints the p-value of a Mann-Whitney U
// test for each pair. Run it on a quiet machine.
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../../tests/worker/clients/http.mjs";
import { newPerson } from "../../tests/worker/support/people.mjs";
import { NO_LIMITS, openWorld } from "../../tests/worker/support/world.mjs";
import { build } from "../build.mjs";
import { main } from "../run.mjs";
import { ensureToolchain } from "../toolchain.mjs";

/** p-value below which two samples count as different. */
const DIFFERENT = 0.001;

await main(async () => {
  const [rounds, part] = [Number(process.argv[2] ?? 200), process.argv[3] ?? ""];
  await ensureToolchain();
  await build();
  const world = await openWorld({ settings: NO_LIMITS });
  try {
    const people = [];
    for (let n = 0; n < rounds; n += 1) people.push(await world.signedUp());
    console.log(`load ${loadavg().map((load) => load.toFixed(2)).join(" ")}, ${rounds} rounds\n`);
    let differs = false;
    for (const [what, request] of Object.entries(comparisons(world.worker))) {
      if (!what.includes(part)) continue;
      const p = await compare(what, request, people);
      differs ||= p < DIFFERENT;
    }
    process.exitCode = differs ? 1 : 0;
  } finally {
    await world.dispose();
  }
});

/** Pairs of requests that must be indistinguishable, by name, for one person; `unknown` has no account. */
function comparisons(worker) {
  const post = (path, body, form = false) => () => send(worker, "POST", path, { body, form });
  const signIns = {
    A: (email, password) => post("/auth/login", { email, password }, true),
    B: (email, password) => post("/api/auth/sign-in", { email, password }),
    D: (login, password) => post("/api/v1/auth/signin/", { login, password }),
  };
  const found = {};
  for (const [dialect, signIn] of Object.entries(signIns)) {
    found[`${dialect}: sign-in, known and unknown address`] = ({ email }, unknown) => [signIn(email, "a wrong password"), signIn(unknown.email, "a wrong password")];
  }
  found["B: sign-in, a wrong password of the right length and of another"] = ({ email, password }) => [signIns.B(email, `${password.slice(0, -1)}!`), signIns.B(email, "x")];
  for (const path of ["/api/auth/send-magic-link", "/api/auth/forgot-password"]) {
    found[`${path}, known and unknown address`] = ({ email }, unknown) => [post(path, { email }), post(path, { email: unknown.email })];
  }
  found["C: login, a pair that is somebody's and one that is nobody's"] = ({ email, username }, unknown) => {
    const logIn = (of) => post("/auth/login", { username: of.username ?? "nobody", email: of.email, session_platform: "x" });
    return [logIn({ email, username }), logIn(unknown)];
  };
  return found;
}

/** Measures both requests in alternating order and reports the test's result. */
async function compare(what, requests, people) {
  const samples = [[], []];
  for (const [round, person] of people.entries()) {
    const pair = requests(person, newPerson());
    const order = round % 2 ? [1, 0] : [0, 1];
    for (const at of order) {
      const began = performance.now();
      await pair[at]();
      samples[at].push(performance.now() - began);
      await sleep(60); // what runs after an answer is not measured with the next one
    }
  }
  const p = mannWhitney(...samples);
  const [first, second] = samples.map((sample) => median(sample).toFixed(2));
  console.log(`${what}: medians ${first} and ${second} ms, p = ${p.toPrecision(3)}${p < DIFFERENT ? "  DIFFERENT" : ""}`);
  return p;
}

function median(sample) {
  return [...sample].sort((a, b) => a - b)[Math.floor(sample.length / 2)];
}

/** Two-sided p-value by normal approximation, with mean ranks for ties. */
function mannWhitney(a, b) {
  const all = [...a.map((value) => [value, 0]), ...b.map((value) => [value, 1])].sort(([x], [y]) => x - y);
  let [rankSum, ties] = [0, 0];
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end][0] === all[start][0]) end += 1;
    const rank = (start + 1 + end) / 2;
    rankSum += rank * all.slice(start, end).filter(([, group]) => group === 0).length;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const [m, n] = [a.length, b.length];
  const total = m + n;
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)));
  return 2 * (1 - normal(Math.abs(u - (m * n) / 2) / Math.sqrt(variance)));
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normal(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
