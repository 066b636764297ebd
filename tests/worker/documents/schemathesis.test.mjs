// schemathesis, which tests the API by its OpenAPI document alone, with all checks on. A short run; the long one is
// `npm run check:schemathesis`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runSchemathesis } from "../support/schemathesis/run.mjs";

const LONGEST = 280_000;

test("schemathesis: finds every answer documented and no server error", { timeout: LONGEST }, async () => {
  const { code, output, logs } = await runSchemathesis({ examples: 3, seed: 20261123 });
  assert.equal(code, 0, output);
  const [, generated] = output.match(/(\d+) generated/) ?? [];
  assert.ok(Number(generated) > 1000, `${generated} cases`);
  assert.match(output, /Tested: (\d+)/);
  assert.doesNotMatch(logs, /panicked|RuntimeError|"level":"error"/);
});

test("schemathesis: detects an undocumented status, a wrong body and a missing guard", { timeout: LONGEST }, async () => {
  const change = (document) => {
    const wanted = ["/api/auth/sign-up", "/auth/register", "/auth/pair/code"];
    const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => wanted.includes(path)));
    delete paths["/api/auth/sign-up"].post.responses["201"];
    document.components.schemas.Bearer.properties.bearer = { type: "integer" };
    paths["/auth/pair/code"].post.security = [{ bearer: [] }];
    for (const { responses } of Object.values(paths).flatMap((item) => Object.values(item))) {
      for (const response of Object.values(responses)) delete response.links;
    }
    return { ...document, paths };
  };
  const { code, output } = await runSchemathesis({ examples: 1, seed: 1, args: ["--phases", "examples"], change });
  assert.equal(code, 1, output);
  for (const found of [/Undocumented status code/, /Response violates schema/, /accepts requests without authentication/]) assert.match(output, found);
});
