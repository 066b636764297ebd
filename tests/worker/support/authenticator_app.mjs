// Authenticator app: one-time passwords by RFC 6238, made with node's HMAC from the displayed secret.
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const STEP = 30; // seconds
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648 section 6

/** Bytes of a base32 text without padding. */
export function fromBase32(text) {
  const bits = [...text].map((symbol) => BASE32.indexOf(symbol).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** Six digits of a step (RFC 4226 section 5.3). */
export function codeOf(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const tag = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const value = tag.readUInt32BE(tag.at(-1) & 0xf) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, "0");
}

/**
 * Authenticator that never repeats a code. A code is accepted one step early, so two in a row need no waiting.
 * @param secret base32
 * @param clock gives the worker's time in unix seconds
 */
export function authenticator(secret, clock) {
  let last = 0;
  const current = () => Math.floor(clock() / STEP);
  return {
    secret,
    current,
    at: (step) => codeOf(secret, step),
    /** Unused code that stays valid for at least half a minute. */
    async next() {
      last = Math.max(last + 1, current());
      while (last > current() + 1) await sleep(200);
      return codeOf(secret, last);
    },
    /** Six digits that are valid at no step near now. */
    wrong() {
      const good = Array.from({ length: 9 }, (_, i) => codeOf(secret, current() + i - 4));
      return Array.from({ length: 10 }, (_, i) => `00000${i}`).find((code) => !good.includes(code));
    },
  };
}
