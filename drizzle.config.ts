// drizzle-kit writes the steps in migrations/ from the schema: `npm run migration -- --name what_changes`.
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./src/storage/schema.ts", out: "./migrations" });
