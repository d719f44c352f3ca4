// One passage that was looked at for a question: what it says, how it was found, and whether it is given to an answer.
import { Mark } from "../../components/mark.tsx";
import { tellShare } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOfOne } from "../../route.ts";
import { FoundText } from "./found-text.tsx";
import { useTryWords } from "./try-words.ts";
import type { RetrievedPassage } from "./wire.ts";

function Verdict({ passage, number }: { passage: RetrievedPassage; number: number }) {
  const words = useTryWords();
  if (passage.chosen) return <Mark kind="good">{words.given(number)}</Mark>;
  return <Mark kind="off">{words.leftOut[passage.left_out ?? "unfit"]}</Mark>;
}

function Reasons({ passage }: { passage: RetrievedPassage }) {
  const words = useTryWords();
  const language = useLanguage();
  const { share, lexical_rank, vector_rank, matched } = passage;
  const covers = words.covers(tellShare(share, language));
  return (
    <div class="passage-reasons">
      <span class="passage-share">
        <progress value={share} max={1} aria-label={covers} />
        {covers}
      </span>
      {lexical_rank !== null && <span>{words.byWords(lexical_rank)}</span>}
      {vector_rank !== null && <span>{words.byMeaning(vector_rank)}</span>}
      {matched.length > 0 && (
        <span class="tags">
          {words.matched}
          {matched.map(({ term, weight }) => (
            <span key={term} class="tag" title={String(weight)}>
              {term}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

/** `number`: the one by which an answer cites it. */
export function PassageItem({ passage, number }: { passage: RetrievedPassage; number: number }) {
  const { document_id, title, heading, text, chosen } = passage;
  return (
    <li class="passage" data-chosen={chosen ? "" : undefined}>
      <div class="passage-head">
        <a href={addressOfOne("document", document_id)} data-row="">
          {title}
        </a>
        {heading !== "" && heading !== title && <span class="quiet">{heading}</span>}
        <Verdict passage={passage} number={number} />
      </div>
      <Reasons passage={passage} />
      <FoundText text={text} terms={passage.matched.map(({ term }) => term)} />
    </li>
  );
}
