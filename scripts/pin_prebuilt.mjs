// `node scripts/pin_prebuilt.mjs`: writes tools/prebuilt.json, the archives of the build tools' versions in use with their
// SHA-256, from what their projects publish now. Run it after a tool is raised, on a network that you trust.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { TABLE, binaryOf, download, keyOf, sha256 } from "./prebuilt.mjs";
import { Refusal, main } from "./run.mjs";
import { buildTools } from "./toolchain.mjs";

const GITHUB = "https://github.com";
const ARCHIVES = {
  "wasm-bindgen": (version, target) => `/wasm-bindgen/wasm-bindgen/releases/download/${version}/wasm-bindgen-${version}-${target}.tar.gz`,
  "worker-build": (version, target) => `/cloudflare/workers-rs/releases/download/v${version}/worker-build-${target}-v${version}.tgz`,
};
/** Rust's targets for each of Node's platforms, of which a tool is published for one at most. */
const TARGETS = {
  "linux-x64": ["x86_64-unknown-linux-musl", "x86_64-unknown-linux-gnu"],
  "linux-arm64": ["aarch64-unknown-linux-musl", "aarch64-unknown-linux-gnu"],
  "darwin-x64": ["x86_64-apple-darwin"],
  "darwin-arm64": ["aarch64-apple-darwin"],
};

/** Table of what is published for these tools. */
export async function pins(tools, server = GITHUB) {
  const table = {};
  for (const tool of tools) {
    for (const [platform, targets] of Object.entries(TARGETS)) {
      const key = keyOf(tool, platform);
      table[key] = await firstOf(targets.map((target) => server + ARCHIVES[tool.name](tool.version, target)), tool.name);
      console.log(`  ${key}: ${table[key]?.sha256 ?? "not published, is compiled"}`);
    }
  }
  return table; // JSON leaves out what is undefined
}

async function firstOf(urls, name) {
  for (const url of urls) {
    const archive = await download(url).catch((error) => {
      if (error.status !== 404) throw new Refusal(`${url}: ${error.message}`);
    });
    if (!archive) continue;
    binaryOf(archive, url, name);
    return { url, sha256: sha256(archive) };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => writeFileSync(TABLE, `${JSON.stringify(await pins(buildTools()), null, 2)}\n`));
}
