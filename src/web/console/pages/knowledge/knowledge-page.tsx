// The knowledge: its documents, and what they have to say to a question.
import { useState } from "preact/hooks";
import { useLeaveGuard, usePlace } from "../../place.ts";
import { addressOf } from "../../route.ts";
import { DocumentsView } from "./documents-view.tsx";
import { TryView } from "./try-view.tsx";
import { useUploadWords } from "./upload-words.ts";
import { useDocumentUploads } from "./use-document-uploads.ts";
import { useKnowledgeWords } from "./words.ts";

export function KnowledgePage() {
  const words = useKnowledgeWords();
  const uploadWords = useUploadWords();
  const trying = usePlace().query.get("view") === "try";
  const [revision, setRevision] = useState(0);
  const onChanged = () => setRevision((count) => count + 1);
  // Here, so that they go on while a question is tried.
  const uploads = useDocumentUploads(onChanged);
  useLeaveGuard(uploads.running, uploadWords.leaveQuestion);
  return (
    <>
      <nav class="tabs page-tabs" aria-label={words.views}>
        <a href={addressOf("knowledge")} aria-current={trying ? undefined : "page"}>
          {words.list}
        </a>
        <a href={addressOf("knowledge", { view: "try" })} aria-current={trying ? "page" : undefined}>
          {words.tryTab}
        </a>
      </nav>
      {trying ? <TryView /> : <DocumentsView uploads={uploads} revision={revision} onChanged={onChanged} />}
    </>
  );
}
