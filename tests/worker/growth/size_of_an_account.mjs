// Prints the bytes that an account, and each further session, add to the database: the figures of docs/operations.md.
//
//   node tests/worker/growth/size_of_an_account.mjs
import { setTimeout as pause } from "node:timers/promises";
import { clientsOf } from "../clients/all.mjs";
import { newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";
import { NO_LIMITS } from "../support/world.mjs";

const PEOPLE = 400;

const worker = await startWorker({ settings: { ...NO_LIMITS, MAIL_TRANSPORT: "none", MAIL_FROM: undefined } });
const { session, cookie } = clientsOf(worker);
const size = async () => {
  await pause(1000); // what is written after the answers
  return (await worker.d1.prepare("SELECT 1").run()).meta.size_after;
};
const people = Array.from({ length: PEOPLE }, newPerson);
const empty = await size();
for (const person of people) await session.signUp(person);
const joined = await size();
for (const person of people) await cookie.signIn(person);
const returned = await size();
console.log(`an account with a password and one session: ${Math.round((joined - empty) / PEOPLE)} bytes`);
console.log(`a session with a refresh token: ${Math.round((returned - joined) / PEOPLE)} bytes`);
await worker.dispose();
