// All targets: every parser of what comes from outside, and what is written for others to read.
import type { Target } from "./target.ts";
import { backupTargets } from "./targets/backups.ts";
import { configTargets } from "./targets/config.ts";
import { dingtalkTargets } from "./targets/dingtalk.ts";
import { documentTargets } from "./targets/documents.ts";
import { feishuTargets } from "./targets/feishu.ts";
import { headerTargets } from "./targets/headers.ts";
import { jsonTargets } from "./targets/json.ts";
import { markdownTargets } from "./targets/markdown.ts";
import { modelTargets } from "./targets/model.ts";
import { pageTargets } from "./targets/page.ts";
import { pageTextTargets } from "./targets/page-text.ts";
import { pdfTargets } from "./targets/pdf.ts";
import { relayTargets } from "./targets/relay.ts";
import { searchTargets } from "./targets/search.ts";
import { signedTargets } from "./targets/signed.ts";

export const TARGETS: readonly Target[] = [
  ...jsonTargets,
  ...headerTargets,
  ...feishuTargets,
  ...dingtalkTargets,
  ...signedTargets,
  ...markdownTargets,
  ...modelTargets,
  ...relayTargets,
  ...documentTargets,
  ...pdfTargets,
  ...searchTargets,
  ...configTargets,
  ...backupTargets,
  ...pageTargets,
  ...pageTextTargets,
];
