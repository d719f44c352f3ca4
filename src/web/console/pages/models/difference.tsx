// What changed from one version to another, line by line.
import { compareLines, foldSame, linesOf } from "./line-difference.ts";
import { useModelWords } from "./words.ts";

const SIGNS = { same: " ", added: "+", removed: "−" };

export function Difference({ before, after, label }: { before: unknown; after: unknown; label: string }) {
  const words = useModelWords();
  const lines = compareLines(linesOf(before), linesOf(after));
  if (lines.every(({ kind }) => kind === "same")) return <p class="quiet">{words.comparedAlike}</p>;
  return (
    <section class="difference" aria-label={label}>
      {foldSame(lines).map((part, index) =>
        part.kind === "gap" ? (
          <p key={index} class="difference-gap">
            {words.skipped(part.count)}
          </p>
        ) : (
          <div key={index}>
            {part.lines.map(({ kind, text }, row) => (
              <p key={row} class="difference-line" data-kind={kind}>
                <span aria-hidden="true">{SIGNS[kind]}</span>
                {kind !== "same" && <span class="visually-hidden">{words[kind]} </span>}
                <span>{text}</span>
              </p>
            ))}
          </div>
        ),
      )}
    </section>
  );
}
