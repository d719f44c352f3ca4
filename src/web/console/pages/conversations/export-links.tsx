// What is shown, as a file.
import { exportAddress } from "../../api.ts";
import type { Query } from "../../http.ts";
import { useConversationWords } from "./words.ts";

export function ExportLinks({ filters }: { filters: Query }) {
  const words = useConversationWords();
  return (
    <span class="button-group" title={words.exportMeaning}>
      <a class="button" href={exportAddress("csv", filters)} download>
        {words.exportAs} CSV
      </a>
      <a class="button" href={exportAddress("ndjson", filters)} download>
        NDJSON
      </a>
    </span>
  );
}
