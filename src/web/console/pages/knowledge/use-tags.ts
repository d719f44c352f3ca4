// The tags that documents have, for what picks some of them.
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { listTags } from "./knowledge-calls.ts";

/** Empty until they are known: a page works without them. `revision`: another whenever documents were changed. */
export function useTags(revision = 0): readonly string[] {
  const { caller } = useApi();
  return useLoad(`tags ${revision}`, (signal) => listTags(caller, signal)).value ?? [];
}
