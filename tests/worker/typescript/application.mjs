// Applications that use the client library: a page of a trusted origin, and a Worker.
import { createServer } from "node:http";
import { extname } from "node:path";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { listen } from "../support/client_site.mjs";
import { builtWorker, root } from "../support/project.mjs";

/** Module in which an application's imports are resolved, minified as for production. */
export async function bundled(contents) {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return outputFiles[0].text;
}

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

/** Serves files by their paths; any other path is the page. Stop it with `close`. */
export function serveSite(files) {
  return listen(createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname in files ? pathname : "/index.html";
    response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream").end(files[path]);
  }));
}

/** Page that has the library as `sesame`. */
export async function libraryPage() {
  return {
    "/index.html": '<!doctype html><title>An app</title><input autocomplete="username webauthn"><script type="module" src="/app.js"></script>',
    "/app.js": await bundled('import * as sesame from "sesame"; globalThis.sesame = sesame;'),
  };
}

const WORKER = `
import { createSesame, settle } from "sesame";
import { createVerifier } from "sesame/server";

export default {
  async fetch(request, env) {
    const { person, token, issuer, audience, keys } = await request.json();
    const sesame = createSesame({ baseURL: env.SERVICE, headers: { Connection: "close" } });
    const signedUp = await sesame.signUp(person);
    const { data: listed } = await settle(sesame.api.GET("/api/auth/sessions"));
    const again = await sesame.signUp(person);
    const signedOut = await sesame.signOut();
    const { sub } = await createVerifier({ issuer, audience, fetch: async () => Response.json({ keys }) }).verify(token);
    return Response.json({ user: signedUp.data?.user, sessions: listed?.sessions.length, again: again.error?.code, signedOut: !signedOut.error, session: sesame.session(), sub });
  },
};`;

/** Starts a Worker that signs somebody up and verifies a token. Stop it with `dispose`. */
export async function startApplicationWorker(service) {
  const { compatibilityDate } = builtWorker();
  const options = { modules: true, script: await bundled(WORKER), compatibilityDate, bindings: { SERVICE: service }, log: new Log(LogLevel.NONE) };
  const miniflare = new Miniflare({ host: "127.0.0.1", port: 0, ...options });
  return {
    async ask(body) {
      const answer = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body: JSON.stringify(body) });
      return answer.ok ? answer.json() : answer.text();
    },
    dispose: () => miniflare.dispose(),
  };
}
