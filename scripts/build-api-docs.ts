// Writes openapi.json and the page that shows it into the built page's folder: `node scripts/build-api-docs.ts FOLDER`.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { paths } from "./api-docs/operations.ts";
import { schemas } from "./api-docs/schemas.ts";

const folder = process.argv[2] ?? "dist/web";
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const description = {
  openapi: "3.1.0",
  info: {
    title: "clawdbot-edge",
    version,
    description:
      "A team's assistant: chat with conversations, an OpenAI-compatible API, and the operator's view of what was said. " +
      "Every error has the same envelope, every response an X-Request-Id.",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/" }],
  security: [{ key: [] }, {}],
  paths,
  components: {
    schemas,
    securitySchemes: {
      key: { type: "http", scheme: "bearer", description: "A key of API_KEYS, or the ADMIN_TOKEN" },
    },
  },
};

const docs = join(folder, "docs");
mkdirSync(docs, { recursive: true });
writeFileSync(join(folder, "openapi.json"), `${JSON.stringify(description, null, 1)}\n`);
const viewer = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"])
  copyFileSync(join(viewer, file), join(docs, file));
copyFileSync(new URL("./api-docs/viewer.html", import.meta.url), join(folder, "docs.html"));
copyFileSync(new URL("./api-docs/viewer.js", import.meta.url), join(docs, "viewer.js"));
