// Results as Markdown tables.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Refusal, output, root } from "../run.mjs";

const PAGE = join(root, "docs", "performance.md");
const [BEGIN, END] = ["<!-- figures of `npm run bench` -->", "<!-- end of the figures -->"];

/** Quantile of sorted numbers. */
function quantile(numbers, share) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
const median = (numbers) => quantile(numbers, 0.5);

const round = (number) => {
  if (number === null || number === undefined || Number.isNaN(number)) return "–";
  return number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2);
};

const all = (blocks, key) => blocks.flatMap((one) => one[key]);
const measures = [
  ["median, ms", (at) => at[1], (blocks) => median(all(blocks, "times"))],
  ["p95, ms", (at) => at[1], (blocks) => quantile(all(blocks, "times"), 0.95)],
  ["a second, 16 connections", (at) => at[16], (blocks) => median(all(blocks, "perSecond"))],
  ["a second, 64 connections", (at) => at[64], (blocks) => median(all(blocks, "perSecond"))],
  ["CPU, ms", (at) => at[16], (blocks) => (blocks[0].cpu === null ? null : median(all(blocks, "cpu")))],
];

const line = (cells) => `| ${cells.join(" | ")} |`;
const heading = (cells) => [line(cells), line(cells.map(() => "---"))];

/** "ours / theirs (ratio)", or ours alone. */
function beside(sides, measure) {
  const [ours, theirs] = sides.map((blocks) => (blocks.length ? measure(blocks) : null));
  if (sides.length < 2) return round(ours);
  const ratio = ours !== null && theirs !== null ? ` (${round(ours / theirs)}×)` : "";
  return `${round(ours)} / ${round(theirs)}${ratio}`;
}

const trips = (sides) => sides.map((blocks) => {
  if (!blocks.length) return "–";
  const [d1, kv] = [0, 1].map((at) => Math.max(...all(blocks, "trips").map((pair) => pair[at])));
  return `${d1} D1${kv ? `, ${kv} KV` : ""}`;
}).join(" / ");

function localTable(local) {
  const lines = heading(["operation", ...measures.map(([name]) => name)]);
  for (const [operation, at] of Object.entries(local)) {
    lines.push(line([operation, ...measures.map(([, level, measure]) => beside(level(at), measure))]));
  }
  return lines;
}

function distantTable(distant, delay) {
  const lines = heading(["operation", "round trips", ...(delay === null ? [] : ["median, ms"])]);
  for (const [operation, { 1: sides }] of Object.entries(distant)) {
    const time = delay === null ? [] : [beside(sides, (blocks) => median(all(blocks, "times")))];
    lines.push(line([operation, trips(sides), ...time]));
  }
  return lines;
}

function startTable(starts) {
  const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  const lines = heading(["", "uploaded", "gzip", "workerd ready, ms", "first request, ms", "workerd's memory afterwards"]);
  for (const { name, weight, readyIn, firstIn, memory } of starts) {
    lines.push(line([name, kib(weight.raw), kib(weight.gzip), round(readyIn), round(firstIn), memory === null ? "–" : `${memory} MiB`]));
  }
  return lines;
}

function cachedLine(cached) {
  const [ours, theirs] = cached.map((blocks) => median(all(blocks, "perSecond")));
  return `Session check by cookie, 16 connections, beside better-auth's cookie cache (no round trip, blind to a sign-out for
up to 5 minutes): ${round(ours)} / ${round(theirs)} a second (${round(ours / theirs)}×).`;
}

/** All measurements, with their conditions. */
export function table({ names, local, distant, delay, cached, starts }) {
  const blocks = Object.values(local).flatMap((levels) => Object.values(levels)).flat(2);
  const foreign = blocks.map((one) => one.foreign).filter((share) => share !== null);
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}`;
  return [
    `\`npm run ${["bench --", ...process.argv.slice(2).filter((word) => word !== "--write")].join(" ")}\`, ${new Date().toISOString().slice(0, 10)}, at ${output("git", ["rev-parse", "--short", "HEAD"])}; ${machine}.`,
    names.length > 1 ? `Where there are two figures: ${names.join(" / ")}, and ours divided by theirs.` : "",
    foreign.length ? `Other processes took ${round(median(foreign) * 100)} % of the machine in the median block, ${round(Math.max(...foreign) * 100)} % in the worst.` : "",
    "", ...localTable(local),
    "", ...(cached ? [cachedLine(cached), ""] : []),
    delay === null ? "Round trips before the answer:" : `With a D1 that takes ${delay} ms a round trip, one connection:`,
    "", ...distantTable(distant, delay),
    "", ...startTable(starts),
  ].filter((text, at, lines) => text !== "" || lines[at - 1] !== "").join("\n");
}

/** Replaces the tables in docs/performance.md. */
export function writeTables(text) {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Refusal("docs/performance.md has no place for the figures.");
  writeFileSync(PAGE, `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`);
}
