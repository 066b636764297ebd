// Makes src/domain/common_passwords/filter.bin out of list.txt beside it, or both:
//   node scripts/common_passwords.mjs [list…]
// A list has the most common password first: a JSON array, or one a line; `.gz` is unpacked. Given lists are merged rank by rank.
// The one checked in was made of, in this order:
//   npm @zxcvbn-ts/language-common 4.1.3, src/passwords.json (MIT)
//   PyPI Django 5.2, django/contrib/auth/common-passwords.txt.gz (BSD-3-Clause)
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { root } from "./run.mjs";

const folder = join(root, "src", "domain", "common_passwords");
const COUNT = 10_000;
/** Shorter ones are refused for their length. */
const MIN_LENGTH = 8;
/** Of so many passwords that are not in the list, one is refused. */
const ONE_IN_BITS = 14;

/** As the service compares: without regard to case. */
const fold = (password) => password.normalize("NFC").toLowerCase();

function readList(path) {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return path.replace(/\.gz$/, "").endsWith(".json") ? JSON.parse(text) : text.split(/\r?\n/);
}

/** The most common passwords of ranked lists, the first of each before the second of any. */
export function merge(lists) {
  // What is not ASCII in such lists was garbled on its way there.
  const fits = (password) => password.length >= MIN_LENGTH && /^[!-~]([ -~]*[!-~])?$/.test(password);
  const long = lists.map((list) => list.map(fold).filter(fits));
  const merged = new Set();
  for (let rank = 0; rank < Math.max(...long.map((list) => list.length)); rank += 1) {
    for (const list of long) if (rank < list.length) merged.add(list[rank]);
  }
  return [...merged].slice(0, COUNT);
}

/** Where a password would stand among so many: the start of its SHA-256, brought down to 2^14 places for each of them. */
const place = (password, count) => Number((createHash("sha256").update(fold(password)).digest().readBigUInt64BE() * (BigInt(count) << BigInt(ONE_IN_BITS))) >> 64n);

/** What the filter knows of a list: whether it takes a password for one of them. */
export function known(passwords) {
  const places = new Set(passwords.map((password) => place(password, passwords.length)));
  return (password) => places.has(place(password, passwords.length));
}

/**
 * A Golomb-coded set: how many passwords and how many different hashes (4 bytes each, big endian), then the sorted hashes, each as its distance to the one
 * before: the quotient by 2^14 in ones and a zero, the remainder in 14 bits.
 */
export function encode(passwords) {
  const places = [...new Set(passwords.map((password) => place(password, passwords.length)))].sort((a, b) => a - b);
  const bits = [];
  let before = 0;
  for (const at of places) {
    const distance = at - before;
    before = at;
    for (let ones = distance >> ONE_IN_BITS; ones > 0; ones -= 1) bits.push(1);
    bits.push(0);
    for (let bit = ONE_IN_BITS - 1; bit >= 0; bit -= 1) bits.push((distance >> bit) & 1);
  }
  const bytes = Buffer.alloc(8 + Math.ceil(bits.length / 8));
  bytes.writeUInt32BE(passwords.length, 0);
  bytes.writeUInt32BE(places.length, 4);
  bits.forEach((bit, i) => { bytes[8 + (i >> 3)] |= bit << (7 - (i & 7)); });
  return bytes;
}

/** The list as it is checked in. */
export const checkedIn = () => readFileSync(join(folder, "list.txt"), "utf8").trimEnd().split("\n");
/** The filter as it is checked in. */
export const filter = () => readFileSync(join(folder, "filter.bin"));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lists = process.argv.slice(2);
  if (lists.length > 0) writeFileSync(join(folder, "list.txt"), `${merge(lists.map(readList)).join("\n")}\n`);
  const bytes = encode(checkedIn());
  writeFileSync(join(folder, "filter.bin"), bytes);
  console.log(`${checkedIn().length} passwords, ${bytes.length} bytes`);
}
