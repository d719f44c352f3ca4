// The page: conversations at the side, the chosen one beside them.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useDrawer } from "../common/hooks/use-drawer.ts";
import { useEscape } from "../common/hooks/use-escape.ts";
import { usePreferences } from "../common/hooks/use-preferences.ts";
import { LanguageContext } from "../common/language.ts";
import { AssistantContext } from "./assistant-name.ts";
import { Announcer } from "./components/announcer.tsx";
import { Composer } from "./components/composer.tsx";
import { Dialogs } from "./components/dialogs.tsx";
import { EmptyState } from "./components/empty-state.tsx";
import { FailureNotice } from "./components/failure-notice.tsx";
import { LazyPart } from "./components/lazy-part.tsx";
import { MessageList } from "./components/message-list.tsx";
import { NoticeBar } from "./components/notice-bar.tsx";
import { Sidebar } from "./components/sidebar.tsx";
import { TopBar } from "./components/top-bar.tsx";
import type { Host } from "./framed/host.ts";
import { useCommands } from "./hooks/use-commands.ts";
import { useModels } from "./hooks/use-models.ts";
import { useReturn } from "./hooks/use-return.ts";
import { useSessionNews } from "./hooks/use-session-news.ts";
import { type SessionList, useSessions } from "./hooks/use-sessions.ts";
import { useStore } from "./hooks/use-store.ts";
import { useUnsent } from "./hooks/use-unsent.ts";
import { useView } from "./hooks/use-view.ts";
import { useWholeConversations } from "./hooks/use-whole-conversations.ts";
import { useMessages } from "./messages.ts";
import { holdUnsent } from "./outbox.ts";
import { joinCodeOfHash } from "./route.ts";
import type { Services } from "./services.ts";
import { type ChatState, firstLine, runningAnswer } from "./state.ts";

const loadFrameControls = () => import("./framed/frame-controls.tsx").then((part) => part.FrameControls);
const loadJoin = () => import("./devices/join-view.tsx").then((part) => part.JoinView);
const loadKeyForm = () => import("./components/key-form.tsx").then((part) => part.KeyForm);

type Preferences = ReturnType<typeof usePreferences>;

/** So long may the server take, in milliseconds, until its list knows a conversation that a reload opened. */
const listedWithin = 60_000;

/** Once for each conversation that is opened. */
function useFreshEntry({ sessionId, phase, messages }: ChatState, list: SessionList, title: string | null) {
  useEffect(() => {
    const last = messages.at(-1);
    if (sessionId === null || last === undefined || list.phase !== "ready") return;
    // One that is listed keeps its place: reading changes nothing.
    if (list.sessions.some((session) => session.session_id === sessionId)) return;
    if (Date.now() - Date.parse(last.timestamp) < listedWithin) list.touch(sessionId, title);
  }, [sessionId, phase, list.phase]);
}

/** A key that was just given opens what stayed closed without one; one that is forgotten leaves nothing in view. */
function useReopening({ access, chat, outbox }: Services, given: number, leave: () => void): void {
  const { key } = access.read();
  const seen = useRef({ given, key });
  useEffect(() => {
    const before = seen.current;
    if (before.given === given) return;
    seen.current = { given, key };
    // What waits under one key is not sent under another.
    if (before.key !== null && before.key !== key) void holdUnsent(outbox).then(leave);
    const { phase, sessionId } = chat.store.read();
    if (key === null) leave();
    else if (phase === "failed") void chat.open(sessionId);
  }, [access, chat, outbox, given, key, leave]);
}

/** What the browser's tab says. */
function useTitle(title: string | undefined, assistant: string): void {
  useEffect(() => {
    document.title = title ? `${title} – ${assistant}` : assistant;
  }, [title, assistant]);
}

interface ConversationProps {
  services: Services;
  state: ChatState;
  choice: ReturnType<typeof useModels>;
  viewNumber: number;
}

function Conversation({ services, state, choice, viewNumber }: ConversationProps) {
  const { access, chat } = services;
  const { asked, key } = useStore(access);
  if (asked) return <LazyPart load={loadKeyForm} with={{ access, refused: key !== null }} />;
  const empty = choice.obstacle ? (
    <FailureNotice failure={choice.obstacle} onRetry={choice.reload} />
  ) : (
    <EmptyState choice={choice} onExample={(text) => void chat.send(text, [], choice.chosen)} />
  );
  return (
    <>
      <MessageList key={`list ${viewNumber}`} chat={chat} state={state} model={choice.chosen} empty={empty} />
      <Composer key={`composer ${viewNumber}`} chat={chat} state={state} choice={choice} />
    </>
  );
}

interface PageProps {
  services: Services;
  preferences: Preferences;
  host: Host | null;
}

function Page({ services, preferences, host }: PageProps) {
  const { api, access, chat } = services;
  const messages = useMessages();
  const { given } = useStore(access);
  const state = useStore(chat.store);
  const drawer = useDrawer();
  const [joined, setJoined] = useState(0);
  const list = useSessions(api, given + joined);
  const choice = useModels(api, given, preferences.language);
  const view = useView(chat, drawer.close);
  useSessionNews(services, list);
  useFreshEntry(state, list, firstLine(state));
  useReturn(useCallback(() => void chat.catchUp(), [chat]));
  useUnsent(services, list, view.number);
  useReopening(services, given, () => view.go(null));
  const running = runningAnswer(state) !== null;
  useEscape(drawer.covers ? drawer.close : running ? () => void chat.stop() : (host?.close ?? null));

  const current = chat.conversation;
  const whole = useWholeConversations({
    ...{ api, tabs: services.tabs, list, assistant: choice.assistant },
    current,
    go: view.go,
  });
  const dialog = whole.open;
  useCommands({ chat, list, drawer, go: view.go, showLegend: () => dialog({ kind: "shortcuts" }) });
  const session = list.find(current);
  useTitle(session?.title, choice.assistant);
  // Not in a frame: the page around it could lay something else over the question.
  const code = host === null ? joinCodeOfHash(location.hash) : null;
  async function settle() {
    whole.settle();
    return holdUnsent(services.outbox);
  }
  function joinedOther(): void {
    services.tabs.tell({ type: "joined" });
    setJoined((count) => count + 1);
    view.go(null);
    whole.say({ text: messages.joined });
  }
  return (
    <AssistantContext.Provider value={choice.assistant}>
      <div class="page" data-menu={drawer.covers ? "open" : undefined}>
        <Sidebar
          {...preferences}
          {...{ access, list: whole.list, actions: whole.actions, current, drawer }}
          onOpen={whole.open}
          onNew={() => view.go(null)}
        />
        {drawer.covers && (
          <button type="button" class="veil" tabIndex={-1} aria-hidden="true" onClick={drawer.close} />
        )}
        <main class="conversation" inert={drawer.covers}>
          <TopBar
            name={choice.assistant}
            session={session}
            actions={whole.actions}
            drawer={drawer}
            onNew={() => view.go(null)}
          />
          {host !== null && <LazyPart load={loadFrameControls} with={{ host }} />}
          {code === null ? (
            <Conversation services={services} state={state} choice={choice} viewNumber={view.number} />
          ) : (
            <LazyPart
              key={code}
              load={loadJoin}
              with={{ api, code, onBegin: settle, onJoined: joinedOther, onLeave: () => view.go(null) }}
            />
          )}
        </main>
        <NoticeBar notices={whole.notices} onHold={whole.onHold} />
        <Dialogs {...whole.dialogs} />
        <Announcer state={state} />
      </div>
    </AssistantContext.Provider>
  );
}

export function App({ services, host }: Omit<PageProps, "preferences">) {
  const preferences = usePreferences(host?.wishes);
  return (
    <LanguageContext.Provider value={preferences.language}>
      <Page services={services} preferences={preferences} host={host} />
    </LanguageContext.Provider>
  );
}
