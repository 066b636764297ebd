// A slow network between a browser and a worker: pages arrive in slices, so that what jumps on the way is seen to.
import http from "node:http";

const SLICE = 250; // bytes, a few elements
const PAUSE = 15; // milliseconds, a frame

/** Starts a proxy of a worker: {address, close}. A page's body comes in slices after its style. */
export async function startSlowNetwork(workerUrl) {
  const { hostname, port } = new URL(workerUrl);
  const server = http.createServer((request, response) => {
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const onward = http.request({ hostname, port, path: request.url, method: request.method, headers }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      response.writeHead(answer.statusCode, answer.rawHeaders);
      for (const slice of slicesOf(Buffer.concat(parts))) {
        response.write(slice);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
      response.end();
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${server.address().port}`, close };
}

function slicesOf(body) {
  const head = body.indexOf("</style>");
  const [first, last] = [Math.max(head, 0), Math.max(body.indexOf("<script>", head), 0) || body.length];
  const slices = [body.subarray(0, first)];
  for (let at = first; at < last; at += SLICE) slices.push(body.subarray(at, Math.min(at + SLICE, last)));
  slices.push(body.subarray(last));
  return slices.filter(({ length }) => length > 0);
}
