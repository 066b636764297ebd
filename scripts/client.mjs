// `npm run client`: the client library in clients/typescript, its types from openapi.yaml.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main, root, run } from "./run.mjs";
import { ensurePackages, toolEnvironment } from "./toolchain.mjs";

const project = join(root, "clients", "typescript");
export const schemaFile = join(project, "src", "schema.ts");

/** Text of schema.ts, as openapi.yaml says now. */
export async function schemaText() {
  const { default: openapiTS, astToString } = await import("openapi-typescript"); // absent before the first `npm ci`
  const types = await openapiTS(pathToFileURL(join(root, "openapi.yaml")));
  return `// Made from openapi.yaml by \`npm run client\`. Change that file, not this one.\n${astToString(types)}`;
}

/** Compiles the library to clients/typescript/dist. */
export async function compileClient() {
  await run("tsc", ["--project", project], { env: toolEnvironment(), label: "Compiling the client library" });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await ensurePackages();
    writeFileSync(schemaFile, await schemaText());
    await compileClient();
  });
}
