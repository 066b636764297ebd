// Session tokens taken apart and forged: JWT in compact form (RFC 7519, RFC 7515).
import { createHmac } from "node:crypto";

export const encode = (value) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** {header, claims, signature, parts} of a token; the signature is not checked. */
export function decodeToken(token) {
  const parts = token.split(".");
  const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  return { header, claims, signature: parts[2], parts };
}

/** A token signed by HMAC with a key of the forger's. */
export function forge(header, claims, key, hash = "sha256") {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest("base64url")}`;
}
