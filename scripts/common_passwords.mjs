// Builds src/domain/common_passwords/filter.bin from list.txt beside it, or both from other lists:
//   node scripts/common_passwords.mjs [list…]
// A list is a JSON array or one password a line, the most common first; `.gz` is unpacked. Lists are merged by rank.
// The one checked in was made from, in this order:
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
/** Shorter passwords are refused for their length. */
const MIN_LENGTH = 8;
/** Exponent of 2 in the false positive rate: of 2^this passwords outside the list, one is refused. */
const ONE_IN_BITS = 14;

/** Comparison form, as in the service: without regard to case. */
const fold = (password) => password.normalize("NFC").toLowerCase();

function readList(path) {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return path.replace(/\.gz$/, "").endsWith(".json") ? JSON.parse(text) : text.split(/\r?\n/);
}

/** Merges ranked lists by rank: the first entry of each before the second of any. */
export function merge(lists) {
  // Entries outside ASCII were garbled on the way into such lists.
  const fits = (password) => password.length >= MIN_LENGTH && /^[!-~]([ -~]*[!-~])?$/.test(password);
  const long = lists.map((list) => list.map(fold).filter(fits));
  const merged = new Set();
  for (let rank = 0; rank < Math.max(...long.map((list) => list.length)); rank += 1) {
    for (const list of long) if (rank < list.length) merged.add(list[rank]);
  }
  return [...merged].slice(0, COUNT);
}

/** Position of a password in a set of this many: the start of its SHA-256, scaled to 2^14 positions for each entry. */
const place = (password, count) => Number((createHash("sha256").update(fold(password)).digest().readBigUInt64BE() * (BigInt(count) << BigInt(ONE_IN_BITS))) >> 64n);

/** Membership test of a list's filter. */
export function known(passwords) {
  const places = new Set(passwords.map((password) => place(password, passwords.length)));
  return (password) => places.has(place(password, passwords.length));
}

/**
 * Encodes a Golomb-coded set: the number of passwords and of different hashes (4 bytes each, big endian), then the
 * sorted hashes, each as its distance to the previous one: the quotient by 2^14 in ones and a zero, the remainder in 14
 * bits.
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

/** List as checked in. */
export const checkedIn = () => readFileSync(join(folder, "list.txt"), "utf8").trimEnd().split("\n");
/** Filter as checked in. */
export const filter = () => readFileSync(join(folder, "filter.bin"));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lists = process.argv.slice(2);
  if (lists.length > 0) writeFileSync(join(folder, "list.txt"), `${merge(lists.map(readList)).join("\n")}\n`);
  const bytes = encode(checkedIn());
  writeFileSync(join(folder, "filter.bin"), bytes);
  console.log(`${checkedIn().length} passwords, ${bytes.length} bytes`);
}
