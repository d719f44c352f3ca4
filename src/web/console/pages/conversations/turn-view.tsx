// One turn of a conversation: what was asked, what was answered, and how it went.
import { useEffect, useRef } from "preact/hooks";
import { CopyButton } from "../../../common/components/copy-button.tsx";
import { Folded } from "../../components/folded.tsx";
import { Time } from "../../components/time.tsx";
import { tellDuration, tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf } from "../../route.ts";
import type { Turn } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { Person, Rating, StatusMark } from "./turn-facts.tsx";
import { useConversationWords } from "./words.ts";

function Figures({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  const language = useLanguage();
  return (
    <>
      {turn.model !== null && (
        <span>
          {turn.model}
          {turn.model_version !== null && ` v${turn.model_version}`}
        </span>
      )}
      {turn.latency_ms !== null && <span>{words.took(tellDuration(turn.latency_ms, language))}</span>}
      {turn.first_token_ms !== null && (
        <span>{words.firstToken(tellDuration(turn.first_token_ms, language))}</span>
      )}
      {turn.completion_tokens !== null && (
        <span title={words.tokensMeaning}>
          {words.tokensOf(
            tellNumber(turn.prompt_tokens ?? 0, language),
            tellNumber(turn.completion_tokens, language),
          )}
        </span>
      )}
      {turn.cached && (
        <span class="tag" title={words.cachedMeaning}>
          {words.cached}
        </span>
      )}
    </>
  );
}

function Facts({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  const common = useConsoleWords();
  return (
    <footer class="turn-facts">
      <StatusMark turn={turn} />
      <Rating turn={turn} />
      <Figures turn={turn} />
      <span class="turn-request">
        <span>
          {common.requestId} <code title={turn.request_id}>{turn.request_id.slice(0, 8)}</code>
        </span>
        <CopyButton text={turn.request_id} label={common.copyRequestId} />
        <a href={addressOf("logs", { q: turn.request_id })}>{words.inLogs}</a>
      </span>
    </footer>
  );
}

export function TurnView({ turn, meant }: { turn: Turn; meant: boolean }) {
  const words = useConversationWords();
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (meant) article.current?.scrollIntoView({ block: "start" });
  }, [meant]);
  return (
    <article ref={article} class="turn" data-meant={meant ? "" : undefined}>
      <header class="turn-head">
        <Person turn={turn} />
        <Time at={turn.timestamp} />
      </header>
      <div class="turn-question">
        <Folded text={turn.user_input || words.noText} />
      </div>
      <div class="turn-answer">
        {turn.bot_response === "" ? (
          <p class="quiet">{words.noAnswer}</p>
        ) : (
          <Folded text={turn.bot_response} />
        )}
        {turn.error !== null && <p class="problem">{turn.error}</p>}
      </div>
      <Facts turn={turn} />
    </article>
  );
}
