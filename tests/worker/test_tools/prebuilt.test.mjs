// Downloads of the build tools from a local server: an archive as it should be, and everything else a server may send.
// Each ends in the installed program or in `false`, after which the tool is compiled, and leaves nothing else behind.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pins } from "../../../scripts/pin_prebuilt.mjs";
import { download, installPrebuilt, keyOf, sha256 } from "../../../scripts/prebuilt.mjs";

const TOOL = { name: "wasm-bindgen", version: "1.2.3" };
const ROOM = "/wasm-bindgen/wasm-bindgen/releases/download/1.2.3";
const MUSL = "wasm-bindgen-1.2.3-x86_64-unknown-linux-musl";
const NAME = `${MUSL}.tar.gz`;
const LIMITS = { answer: 300, body: 300 };
const says = (version) => `#!/bin/sh\necho "wasm-bindgen ${version}"\n`;

let work;
let server;
let address;
/** Answer of the server by path: bytes, or a function that writes it. */
const served = new Map();

before(async () => {
  work = mkdtempSync(join(tmpdir(), "prebuilt-"));
  server = createServer((request, response) => {
    const answer = served.get(request.url);
    if (typeof answer === "function") return answer(response);
    response.writeHead(answer ? 200 : 404).end(answer);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(work, { recursive: true, force: true });
});

/** Bytes of a .tar.gz of these files. A path may climb out of the folder that it is unpacked in. */
function archiveOf(files) {
  const inside = mkdtempSync(join(work, "in-"));
  const base = join(inside, "a", "b");
  mkdirSync(base, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), content);
  }
  const { status, stdout } = spawnSync("tar", ["-czPf", "-", ...Object.keys(files)], { cwd: base });
  assert.equal(status, 0);
  return stdout;
}

const GOOD = () => archiveOf({ [`${MUSL}/LICENSE-MIT`]: "MIT", [`${MUSL}/wasm-bindgen`]: says("1.2.3"), [`${MUSL}/wasm-bindgen-test-runner`]: "no" });

/** Installs what the server answers; returns the result, what was printed, and the files that are in the folder then. */
async function install(t, answer, sum) {
  const folder = mkdtempSync(join(work, "bin-"));
  served.set(`/${NAME}`, answer);
  const log = t.mock.method(console, "log", () => {});
  const table = { [keyOf(TOOL)]: { url: `${address}/${NAME}`, sha256: sum } };
  const began = Date.now();
  const installed = await installPrebuilt(TOOL, folder, { table, limits: LIMITS });
  const printed = log.mock.calls.map(({ arguments: [text] }) => text.trim());
  log.mock.restore();
  assert.ok(Date.now() - began < 3000, "a time limit was passed");
  assert.equal(printed[0], "▸ Downloading wasm-bindgen 1.2.3 into .tools (seconds, once)");
  return { installed, reason: printed[1], files: readdirSync(folder), program: join(folder, TOOL.name) };
}

async function fails(t, answer, sum, reason) {
  const { installed, files, reason: printed } = await install(t, answer, sum);
  assert.equal(installed, false);
  assert.match(printed, reason);
  assert.deepEqual(files, [], "a failed download left something behind");
}

test("a tool that the table lacks is not downloaded, and nothing is said", async (t) => {
  const log = t.mock.method(console, "log", () => {});
  assert.equal(await installPrebuilt(TOOL, work, { table: { [keyOf({ ...TOOL, version: "1.2.2" })]: {} } }), false);
  assert.equal(await installPrebuilt(TOOL, work, { table: { [keyOf(TOOL, "plan9-mips")]: {} } }), false);
  assert.equal(log.mock.callCount(), 0);
});

test("of a good archive the program alone is installed", async (t) => {
  const good = GOOD();
  const { installed, reason, files, program } = await install(t, good, sha256(good));
  assert.deepEqual([installed, reason, files], [true, undefined, ["wasm-bindgen"]]);
  assert.equal(spawnSync(program, ["--version"], { encoding: "utf8" }).stdout, "wasm-bindgen 1.2.3\n");
});

test("an archive with another sum is refused", async (t) => {
  await fails(t, GOOD(), sha256("another"), /failed: its SHA-256 is not the one in tools\/prebuilt\.json/);
});

test("a truncated archive is refused, by its sum and by its length", async (t) => {
  const good = GOOD();
  const half = good.subarray(0, good.length / 2);
  await fails(t, half, sha256(good), /SHA-256/);
  await fails(t, half, sha256(half), /the archive has no/);
  const cut = (response) => response.writeHead(200, { "Content-Length": good.length }).write(half, () => response.destroy());
  await fails(t, cut, sha256(good), /failed: ./);
});

test("a server that hangs is left after the time limit", async (t) => {
  await fails(t, () => {}, "", /failed: no answer within 0\.3 s/);
  await fails(t, (response) => response.writeHead(200).write("half of"), "", /failed: no answer within 0\.3 s/);
});

test("an answer that is no archive is refused", async (t) => {
  await fails(t, undefined, "", /failed: the server answers 404/);
  await fails(t, (response) => response.writeHead(503).end(), "", /failed: the server answers 503/);
  await fails(t, "text", sha256("text"), /the archive has no/);
  await fails(t, (response) => response.destroy(), "", /failed: ./);
});

test("a path that climbs out is not followed", async (t) => {
  const climbing = archiveOf({ "../../climbed": "!", [`../${MUSL}/wasm-bindgen`]: says("1.2.3"), [`${MUSL}/README.md`]: "" });
  rmSync(work, { recursive: true });
  mkdirSync(work);
  await fails(t, climbing, sha256(climbing), /the archive has no/);
  assert.ok(!readdirSync(work, { recursive: true }).some((path) => path.includes("climbed")));
  assert.ok(!existsSync("climbed") && !existsSync(join("..", "..", "climbed")));
});

test("a program of another version, or for another machine, is refused", async (t) => {
  for (const content of [says("1.2.2"), "\x7fELF of another machine", "#!/bin/sh\nexit 1\n"]) {
    const other = archiveOf({ [`${MUSL}/wasm-bindgen`]: content });
    await fails(t, other, sha256(other), /does not run/);
  }
});

test("the table holds what is published, and no tool that is not", async (t) => {
  const good = GOOD();
  served.set(`${ROOM}/${NAME}`, good);
  t.mock.method(console, "log", () => {});
  const table = JSON.parse(JSON.stringify(await pins([TOOL, { name: "worker-build", version: "4.5.6" }], address)));
  assert.deepEqual(table, { "wasm-bindgen 1.2.3 linux-x64": { url: `${address}${ROOM}/${NAME}`, sha256: sha256(good) } });
  served.set(`${ROOM}/${NAME}`, (response) => response.writeHead(500).end());
  await assert.rejects(pins([TOOL], address), /the server answers 500/);
});

test("a refused connection is named", async () => {
  await assert.rejects(download("http://127.0.0.1:1/tool.tgz", LIMITS), /ECONNREFUSED|bad port/);
});
