// Trusted site over https whose own pages redirect on (apex to www, to an app) and which signs people in by a popup.
// Its certificate is Miniflare's.
import { Log, LogLevel, Miniflare } from "miniflare";
import { PUBLIC_URL } from "../support/worker.mjs";

export const SITE = "https://app.example";
/** Target of its page /hop: an untrusted host. */
export const BEYOND = "https://www.app.example";

const source = `
const service = ${JSON.stringify(PUBLIC_URL)};
const html = (text) => new Response("<!doctype html><title>A site</title>" + text, { headers: { "Content-Type": "text/html; charset=utf-8" } });
const to = (url) => new Response(null, { status: 302, headers: { Location: url } });

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/hop") return to(${JSON.stringify(`${BEYOND}/in`)});
    if (pathname === "/opener") return html(\`<button>Sign in</button><output></output><script>
      document.querySelector("button").onclick = () => open(service + "/sign-in?redirectUrl=" + encodeURIComponent(location.origin + "/done"));
      const service = "\${service}";
      addEventListener("message", ({ origin, data }) => { if (origin === location.origin) document.querySelector("output").textContent = data; });
    </script>\`);
    if (pathname === "/done") return html('<p>Done</p><script>opener?.postMessage("signed in", location.origin)</script>');
    return html("<p>Welcome</p>");
  },
};`;

/** Starts the site under both names. Stop it with `close`. */
export async function startTrustedSite() {
  const site = new Miniflare({
    modules: true, script: source, https: true, host: "127.0.0.1", port: 0, log: new Log(LogLevel.NONE),
    handleRuntimeStdio: () => {}, // it complains of browsers that try the certificate first
  });
  const { host } = await site.ready;
  return { hosts: { "app.example": host, "www.app.example": host }, close: () => site.dispose() };
}
