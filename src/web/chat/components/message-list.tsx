// The messages of a conversation, the newest at the end. It scrolls by itself; see hooks/use-follow.ts.
import type { ComponentChildren } from "preact";
import { Icon } from "../../common/components/icons.tsx";
import type { Chat } from "../chat.ts";
import { useFollow } from "../hooks/use-follow.ts";
import { useReader } from "../hooks/use-reader.ts";
import { keyOf, type Message, type UserMessage } from "../message.ts";
import { useMessages } from "../messages.ts";
import { type ChatState, runningAnswer } from "../state.ts";
import { AssistantMessageView } from "./assistant-message.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { UserMessageView } from "./user-message.tsx";

/** Nearer to the top than this, in pixels, older messages are fetched. */
const nearTop = 240;

interface ConversationProps {
  chat: Chat;
  state: ChatState;
  /** The model to send to; null leaves the choice to the server. */
  model: string | null;
}

interface MessageListProps extends ConversationProps {
  /** Shown where there is no message. */
  empty: ComponentChildren;
}

function Older({ chat, state }: { chat: Chat; state: ChatState }) {
  const messages = useMessages();
  if (state.olderCursor === null) return null;
  return (
    <button
      type="button"
      class="button is-quiet"
      disabled={state.loadingOlder}
      onClick={() => void chat.loadOlder()}
    >
      {state.loadingOlder ? messages.loadingOlder : messages.older}
    </button>
  );
}

function heldBy(question: UserMessage, next: Message | undefined): "waits" | "refused" | null {
  if (!question.unsent) return null;
  if (next?.role !== "assistant") return "waits";
  return next.status === "failed" ? "refused" : null;
}

function Messages({ chat, state, model }: ConversationProps) {
  // Fetched with the first question, so that it is there before the answer is.
  useReader();
  return (
    <>
      {state.messages.map((message, at) =>
        message.role === "user" ? (
          <UserMessageView
            key={keyOf(message)}
            {...{ message, chat, model }}
            editing={message.id === state.editing}
            held={heldBy(message, state.messages[at + 1])}
          />
        ) : (
          <AssistantMessageView key={keyOf(message)} {...{ message, chat, model }} />
        ),
      )}
    </>
  );
}

function Body({ chat, state, model, empty }: MessageListProps) {
  const messages = useMessages();
  if (state.phase === "loading") return <p class="progress">{messages.loading}</p>;
  if (state.phase === "failed" && state.failure !== null) {
    const again = state.failure.kind === "missing" ? undefined : () => void chat.open(state.sessionId);
    return <FailureNotice failure={state.failure} headline={messages.loadFailed} onRetry={again} />;
  }
  if (state.messages.length === 0) return <>{empty}</>;
  return (
    <>
      <Older chat={chat} state={state} />
      <Messages chat={chat} state={state} model={model} />
    </>
  );
}

/** The reader's place is kept while older messages come in front; a message of one's own leads back to the end. */
export function MessageList(props: MessageListProps) {
  const messages = useMessages();
  const [first] = props.state.messages;
  const running = runningAnswer(props.state) !== null;
  const follow = useFollow(first === undefined ? null : keyOf(first), String(props.state.arrivals));

  function onScroll(): void {
    const away = follow.onScroll();
    if (away && (follow.box.current?.scrollTop ?? nearTop) < nearTop) void props.chat.loadOlder();
  }

  return (
    <div class="log-frame">
      <div
        class="log"
        ref={follow.box}
        role="log"
        aria-live="off"
        aria-label={messages.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the log scrolls, by keys too.
        tabIndex={0}
        data-running={running ? "" : undefined}
        onScroll={onScroll}
        onClickCapture={(event) => {
          // Another version is longer or shorter: the message stays where it is, not the end.
          if (event.target instanceof Element && event.target.closest(".versions") !== null) follow.hold();
        }}
      >
        <div class="log-content" ref={follow.content}>
          <Body {...props} />
        </div>
      </div>
      {follow.away && (
        <button
          type="button"
          class="jump"
          aria-label={messages.jumpDown}
          title={messages.jumpDown}
          onClick={follow.jump}
        >
          <Icon name="arrowDown" />
        </button>
      )}
    </div>
  );
}
