// What tests find in `env` beside the Worker's own bindings.
import type { D1Migration } from "@cloudflare/vitest-plugin";
import type { Bindings } from "../../src/bindings.ts";

declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      TEST_MIGRATIONS: D1Migration[];
      TEST_SEARCH_MIGRATIONS: D1Migration[];
      FAKE_MODEL_URL: string;
      FAKE_FEISHU_URL: string;
      FAKE_DINGTALK_URL: string;
    }
    interface GlobalProps {
      mainModule: typeof import("../../src/index.ts");
    }
  }
}
