// What a model file may name: configured endpoints, tools, and tags of documents.
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { useTags } from "../knowledge/use-tags.ts";
import { listModelFiles } from "./model-calls.ts";
import type { Choices } from "./model-form.tsx";

/** Without any until they are known: then what the file names is there to choose, and nothing else. */
export function useChoices(): Choices {
  const { caller } = useApi();
  const tags = useTags();
  const page = useLoad("choices", (signal) => listModelFiles(caller, { limit: 1 }, signal)).value;
  return { endpoints: page?.endpoints ?? [], tools: page?.tools ?? [], tags };
}
