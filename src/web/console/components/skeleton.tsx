// The shape of what is being loaded.
import { useConsoleWords } from "../words.ts";

export function Skeleton({ lines = 8 }: { lines?: number }) {
  const words = useConsoleWords();
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{words.loading}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton-line" />
      ))}
    </div>
  );
}
