// Why a document was not kept, and what to do about it: in the reader's language where we know the reason.
import type { Refusal } from "../../../common/refusal.ts";
import { Failure } from "../../components/failure.tsx";
import { useUploadWords } from "./upload-words.ts";

/** Of these the service names the place. */
const TELLING = new Set(["malformed_csv", "document_too_long"]);

export function UploadProblem({ refusal }: { refusal: Refusal }) {
  const words = useUploadWords();
  const known = refusal.status === 413 ? words.problems.too_large : words.problems[refusal.code];
  if (known === undefined) return <Failure refusal={refusal} />;
  return (
    <div class="upload-problem">
      <p class="problem" role="alert">
        {known}
      </p>
      {TELLING.has(refusal.code) && (
        <p class="quiet" lang="en">
          {refusal.message}
        </p>
      )}
    </div>
  );
}
