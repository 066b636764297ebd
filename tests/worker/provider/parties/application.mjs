// Servers of applications under test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { closeServer } from "../../support/double.mjs";

const PATIENCE = 20_000;

/** Port of this machine that nobody listens on. */
export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await closeServer(probe);
  return port;
}

/**
 * Starts an application on a port of its own.
 *
 * @param respond function of Request → Response
 * @returns {origin, close}
 */
export async function startApplication(respond) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://localhost:${server.address().port}`;
  server.on("request", async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const hasBody = !["GET", "HEAD"].includes(incoming.method);
    const response = await respond(new Request(origin + incoming.url, { method: incoming.method, headers: incoming.headers, body: hasBody ? body : undefined }));
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  return { origin, close: () => closeServer(server) };
}

/** Runs a program that serves `origin`, until `close`. It is ready once it answers a request. */
export async function runApplication(program, args, { origin, env = {}, cwd }) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => output.push(text));
  const ended = new Promise((done) => child.once("exit", done).once("error", (error) => done(output.push(error.message))));
  const close = async () => {
    child.kill();
    await ended;
  };
  const began = Date.now();
  while (!(await fetch(origin, { redirect: "manual" }).then(() => true, () => false))) {
    if (child.exitCode !== null || Date.now() - began > PATIENCE) {
      await close();
      throw new Error(`${program} ${args.join(" ")} does not answer: ${output.join("")}`);
    }
    await sleep(50);
  }
  return { origin, output: () => output.join(""), close };
}
