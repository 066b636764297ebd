// Size of the worker by part: WebAssembly code by the crate or module of its function, read from the name section
// before that is stripped.
import { gzipSync } from "node:zlib";

/** Crates and modules of each part. The first match takes the function. */
const PARTS = [
  ["operators", /operators|::admin::|store::batches::(acts|users|user_lists|event_feed|service_keys|account_states)/],
  ["provider", /::oidc::|::oauth|::authorization_request|pages::authorization|::client_metadata|::key_ring|::signing_key|::jws|store::batches::(client_auth|code_red|grant)/],
  ["second factor", /second_factor|::totp|::backup_code|::sealed|::qr::|qrcodegen|miniz_oxide|chacha20|poly1305|\bsha1\b/],
  ["passkeys", /passkey|webauthn|ed25519|curve25519/],
  ["federation", /::federation|::id_token|::jwks|::pkce|identit/],
  ["signatures of passkeys and federation", /\bp256\b|primeorder|primefield|elliptic_curve|\becdsa\b|\brsa\b|crypto_bigint|\bder\b|\bspki\b|\bpkcs[18]\b/],
];

/** Upper limit of the module, gzipped, in bytes. */
const MOST = 1300 * 1024;

/**
 * One line for each part: code size, and its estimated share of the compressed size. Throws if the module is too large.
 */
export function sizeReport(named, stripped) {
  const { bodies, imports } = codeOf(named);
  const names = namesOf(named);
  const ratio = gzipSync(stripped).length / stripped.length;
  const sums = new Map(PARTS.map(([part]) => [part, 0]));
  bodies.forEach((size, at) => {
    const name = names.get(at + imports) ?? "";
    const part = PARTS.find(([, mark]) => mark.test(name))?.[0];
    if (part) sums.set(part, sums.get(part) + size);
  });
  const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  const lines = [...sums].map(([part, size]) => `  ${part}: ${kib(size)} of code, about ${kib(size * ratio)} gzip`);
  const gzip = gzipSync(stripped, { level: 9 }).length;
  if (gzip > MOST) throw new Error(`The module is ${kib(gzip)} gzip, more than ${kib(MOST)}.`);
  return [`  the whole module: ${kib(stripped.length)}, ${kib(gzip)} gzip`, ...lines].join("\n");
}

function* sectionsOf(bytes) {
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const [size, start] = leb(bytes, at + 1);
    yield { id, start, end: start + size };
    at = start + size;
  }
}

/** Sizes of the function bodies in order, and the number of imported functions before them. */
function codeOf(bytes) {
  const bodies = [];
  let imports = 0;
  for (const { id, start } of sectionsOf(bytes)) {
    if (id === 2) imports = importedFunctions(bytes, start);
    if (id !== 10) continue;
    let [count, at] = leb(bytes, start);
    for (; count > 0; count -= 1) {
      const [size, body] = leb(bytes, at);
      bodies.push(size);
      at = body + size;
    }
  }
  return { bodies, imports };
}

function importedFunctions(bytes, start) {
  let [count, at] = leb(bytes, start);
  let functions = 0;
  for (; count > 0; count -= 1) {
    for (let part = 0; part < 2; part += 1) {
      const [length, text] = leb(bytes, at);
      at = text + length;
    }
    const kind = bytes[at];
    if (kind === 0) functions += 1;
    at = afterDescription(bytes, kind, at + 1);
  }
  return functions;
}

/** Offset after an import's description (WebAssembly core specification, section 5.5.5). */
function afterDescription(bytes, kind, at) {
  const afterLimits = (start) => {
    const [, afterLeast] = leb(bytes, start + 1);
    return bytes[start] & 1 ? leb(bytes, afterLeast)[1] : afterLeast;
  };
  if (kind === 0) return leb(bytes, at)[1]; // a function: its type
  if (kind === 1) return afterLimits(at + 1); // a table
  if (kind === 2) return afterLimits(at); // a memory
  if (kind === 3) return at + 2; // a global
  return leb(bytes, at + 1)[1]; // a tag
}

/** Function names by index, from the custom section `name`. */
export function namesOf(bytes) {
  const names = new Map();
  for (const { id, start, end } of sectionsOf(bytes)) {
    if (id !== 0) continue;
    const [length, text] = leb(bytes, start);
    if (bytes.toString("utf8", text, text + length) !== "name") continue;
    for (let at = text + length; at < end; ) {
      const kind = bytes[at];
      const [size, body] = leb(bytes, at + 1);
      if (kind === 1) readNames(bytes, body, names);
      at = body + size;
    }
  }
  return names;
}

function readNames(bytes, start, names) {
  let [count, at] = leb(bytes, start);
  for (; count > 0; count -= 1) {
    const [index, afterIndex] = leb(bytes, at);
    const [length, text] = leb(bytes, afterIndex);
    names.set(index, bytes.toString("utf8", text, text + length));
    at = text + length;
  }
}

/** Unsigned LEB128 number, and the offset after it. */
function leb(bytes, at) {
  let [number, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at];
    at += 1;
    number += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [number, at];
    shift += 7;
  }
}
