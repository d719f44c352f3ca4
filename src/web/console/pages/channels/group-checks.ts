// The doctor's checks, each with the channel that it is about.
import type { DoctorCheck } from "../../wire.ts";

/** `feishu.token` is Feishu's, `signed` the signed webhooks'. What is nobody's stands under "". */
export function groupChecks(
  checks: readonly DoctorCheck[],
  channels: readonly string[],
): Map<string, DoctorCheck[]> {
  const groups = new Map<string, DoctorCheck[]>();
  for (const check of checks) {
    const owner = check.id.split(".")[0] ?? "";
    const group = channels.includes(owner) ? owner : "";
    groups.set(group, [...(groups.get(group) ?? []), check]);
  }
  return groups;
}
