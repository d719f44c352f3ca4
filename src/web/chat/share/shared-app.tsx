// A conversation that somebody shared: to be read, nothing else. Older messages come on demand.
import { useContext, useEffect, useState } from "preact/hooks";
import type { HistoryMessage, SharedPage } from "../../../core/wire.ts";
import { Appearance } from "../../common/components/appearance.tsx";
import { usePreferences } from "../../common/hooks/use-preferences.ts";
import { LanguageContext, tagOf } from "../../common/language.ts";
import { tellMoment } from "../../common/relative-time.ts";
import type { Api } from "../api.ts";
import { CallFailure } from "../components/call-failure.tsx";
import { KeyForm } from "../components/key-form.tsx";
import { type Failure, failureOf } from "../failure.ts";
import { useStore } from "../hooks/use-store.ts";
import { useMessages } from "../messages.ts";
import type { Services } from "../services.ts";
import { readShared } from "./share-calls.ts";
import { SharedMessage } from "./shared-message.tsx";
import { useShareWords } from "./words.ts";

interface Reading {
  page: SharedPage | null;
  messages: readonly HistoryMessage[];
  failure: Failure | null;
  busy: boolean;
  /** The page before the first that is there; the newest one at first. */
  load(): void;
}

/** `given` is the count of access keys: what was refused without one is asked for again. */
function useShared(api: Api, token: string, given: number): Reading {
  const [page, setPage] = useState<SharedPage | null>(null);
  const [messages, setMessages] = useState<readonly HistoryMessage[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(true);
  async function load(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const next = await readShared(api, token, page?.next_cursor ?? null);
      setPage(next);
      setMessages((before) => [...next.messages, ...before]);
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  }
  useEffect(() => void load(), [api, token, given]);
  return { page, messages, failure, busy, load: () => void load() };
}

function Missing() {
  const words = useShareWords();
  return (
    <section class="shared-missing">
      <h1>{words.missing}</h1>
      <p>{words.missingMeaning}</p>
    </section>
  );
}

function Conversation({ page, messages, failure, busy, load }: Reading) {
  const words = useShareWords();
  const own = useMessages();
  const locale = tagOf[useContext(LanguageContext)];
  if (failure?.kind === "missing") return <Missing />;
  return (
    <>
      <header class="shared-head">
        <h1>{page?.title || words.shared}</h1>
        {page !== null && <p>{words.sharedAt(tellMoment(page.shared_at, locale))}</p>}
      </header>
      {failure !== null && <CallFailure failure={failure} headline={words.unread} onRetry={load} />}
      {busy && page === null && <p class="progress">{words.loading}</p>}
      {page !== null && page.next_cursor !== null && (
        <button type="button" class="button is-quiet" disabled={busy} onClick={load}>
          {busy ? own.loadingOlder : own.older}
        </button>
      )}
      {messages.map((message) => (
        <SharedMessage key={`${message.role} ${message.message_id}`} message={message} />
      ))}
    </>
  );
}

function SharedView({ services, token }: { services: Services; token: string }) {
  const words = useShareWords();
  const { asked, given, key } = useStore(services.access);
  const reading = useShared(services.api, token, given);
  const title = reading.page?.title;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  if (asked) return <KeyForm access={services.access} refused={key !== null} />;
  return (
    <div class="log-content">
      <Conversation {...reading} />
      <a class="button shared-start" href="/">
        {words.start}
      </a>
    </div>
  );
}

export function SharedApp({ services, token }: { services: Services; token: string }) {
  const preferences = usePreferences();
  return (
    <LanguageContext.Provider value={preferences.language}>
      <div class="shared">
        <main>
          <SharedView services={services} token={token} />
        </main>
        <footer>
          <Appearance {...preferences} />
        </footer>
      </div>
    </LanguageContext.Provider>
  );
}
