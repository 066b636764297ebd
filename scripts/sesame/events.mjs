// Stream of events, over the operators' API.
import { setTimeout as sleep } from "node:timers/promises";
import { printable } from "./print.mjs";

const PAUSE = 2000; // milliseconds between two looks at an empty feed
const SHOWN = 10;

const line = ({ at, type, accountId, detail, actor, place, reason }) =>
  [at, type.padEnd(22), accountId ?? "–", detail, actor && `by ${actor.role ?? actor.id ?? actor.type}`, place, reason && `"${reason}"`].filter(Boolean).join("  ");

const show = (events, asJson) => events.forEach((event) => console.log(asJson ? JSON.stringify(event) : printable(line(event))));

/** Goes to the end of the feed; keeps its last events, and tells a person how far it is. */
async function goToEnd(look) {
  let [last, seen, after] = [[], 0, undefined];
  for (;;) {
    const { events, next } = await look(after);
    if (process.stderr.isTTY && seen > 0) process.stderr.write(`\rskipped ${seen} earlier events`);
    after = next;
    if (events.length === 0) break;
    seen += events.length;
    last = [...last, ...events].slice(-SHOWN);
  }
  if (process.stderr.isTTY && seen > 0) process.stderr.write("\r\x1b[K");
  return { last, after };
}

export const EVENT_COMMANDS = {
  "event tail": {
    operands: [],
    options: ["[--type <kind>]", "[--account <id>]", "[--after <next>]", "[--once]"],
    help: `shows the last ${SHOWN} events, then each new one until Ctrl-C; --after shows all behind a place in the feed; --once ends at its end, and prints that place to the error output; with --json, an object a line`,
    refuses: ({ after }) => (after === undefined || /^\d+$/.test(after) ? null : "--after is a number."),
    async run(api, _, { type, account, after: from, once = false, json = false }) {
      const look = (after) => api.call("GET", "/events", { query: { type, account, after, limit: 100 } });
      let after = from;
      if (from === undefined) {
        const end = await goToEnd(look);
        show(end.last, json);
        after = end.after;
      }
      for (;;) {
        const { events, next } = await look(after);
        show(events, json);
        after = next;
        if (events.length === 0 && once) return { isShown: true, warning: `Go on by --after ${after}` };
        if (events.length === 0) await sleep(PAUSE);
      }
    },
  },
};
