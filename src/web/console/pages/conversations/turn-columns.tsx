// What the list of turns shows of each.
import type { Column } from "../../components/data-table.tsx";
import { Time } from "../../components/time.tsx";
import { excerpt, tellDuration, tellNumber } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOfOne } from "../../route.ts";
import type { Turn } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { Person, Rating, StatusMark } from "./turn-facts.tsx";
import { useConversationWords } from "./words.ts";

const TITLE_CHARACTERS = 100;

function Opening({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  const address = `${addressOfOne("conversation", turn.session_id)}?turn=${encodeURIComponent(turn.id)}`;
  return (
    <div class="opening">
      <a href={address} {...{ [ROW_ATTRIBUTE]: "" }}>
        {excerpt(turn.user_input, TITLE_CHARACTERS) || words.noText}
      </a>
      <p class="quiet">{excerpt(turn.bot_response) || turn.error || words.noAnswer}</p>
    </div>
  );
}

/** Null where neither count is known. */
function tokensOf({ prompt_tokens, completion_tokens }: Turn): number | null {
  if (prompt_tokens === null && completion_tokens === null) return null;
  return (prompt_tokens ?? 0) + (completion_tokens ?? 0);
}

export function useTurnColumns(): Column<Turn>[] {
  const words = useConversationWords();
  const common = useConsoleWords();
  const language = useLanguage();
  return [
    { name: "opening", head: words.question, main: true, cell: (turn) => <Opening turn={turn} /> },
    { name: "person", head: words.person, cell: (turn) => <Person turn={turn} /> },
    {
      name: "channel",
      head: words.channel,
      cell: ({ channel }) => common.channels[channel] ?? channel,
    },
    {
      name: "status",
      head: words.status,
      cell: (turn) => (
        <span class="marks">
          <StatusMark turn={turn} />
          {turn.cached && (
            <span class="tag" title={words.cachedMeaning}>
              {words.cached}
            </span>
          )}
        </span>
      ),
    },
    {
      name: "rating",
      head: words.rating,
      isEmpty: ({ rating }) => rating === null,
      cell: (turn) => <Rating turn={turn} />,
    },
    { name: "model", head: words.model, wideOnly: true, cell: ({ model }) => model ?? "–" },
    {
      name: "tokens",
      wideOnly: true,
      head: words.tokens,
      kind: "number",
      cell: (turn) => tellNumber(tokensOf(turn), language),
    },
    {
      name: "latency",
      head: words.latency,
      kind: "number",
      cell: ({ latency_ms }) => tellDuration(latency_ms, language),
    },
    { name: "time", head: words.time, kind: "number", cell: ({ timestamp }) => <Time at={timestamp} /> },
  ];
}
