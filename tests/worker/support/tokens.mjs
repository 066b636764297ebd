// Session tokens, decoded and forged: JWT in compact form (RFC 7519, RFC 7515).
import { createHmac } from "node:crypto";

export const encode = (value) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** Parts of a token, {header, claims, signature, parts}; the signature is not checked. */
export function decodeToken(token) {
  const parts = token.split(".");
  const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  return { header, claims, signature: parts[2], parts };
}

/** Token signed by HMAC with the forger's key. */
export function forge(header, claims, key, hash = "sha256") {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest("base64url")}`;
}
