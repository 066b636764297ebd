// Server between a browser and the worker: as a slow network, or as a browser that tells less.
import { createServer, request as ask } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts a server: {host, close}. */
export async function listen(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { host: `127.0.0.1:${server.address().port}`, close };
}

/**
 * Starts a server in front of the worker; end it with `close`.
 * `forms` are the POSTs that passed, and the page that the browser says they come from. `hasMetadata` may be set to false:
 * then no Fetch Metadata passes. `pauseBefore` may be set to a text, before which an answer pauses, long enough for what
 * came before it to be painted.
 */
export async function startFront(workerUrl) {
  const { hostname, port } = new URL(workerUrl);
  const front = { forms: [], hasMetadata: true, pauseBefore: null };
  const server = createServer((request, response) => {
    const passes = ([name]) => front.hasMetadata || !name.startsWith("sec-fetch-");
    const headers = Object.fromEntries(Object.entries(request.headers).filter(passes));
    if (request.method === "POST") front.forms.push({ path: request.url, origin: headers.origin, site: headers["sec-fetch-site"] });
    if (front.pauseBefore) headers["accept-encoding"] = "identity";
    const passed = ask({ hostname, port, method: request.method, path: request.url, headers }, (answer) => passOn(answer, response, front));
    request.pipe(passed);
  });
  return Object.assign(front, await listen(server));
}

async function passOn(answer, response, { pauseBefore }) {
  response.writeHead(answer.statusCode, answer.rawHeaders);
  const body = Buffer.concat(await answer.toArray());
  const at = pauseBefore ? body.indexOf(pauseBefore) : -1;
  if (at > 0) {
    response.write(body.subarray(0, at));
    await sleep(500);
  }
  response.end(body.subarray(Math.max(at, 0)));
}
