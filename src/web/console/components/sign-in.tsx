// The door: asks for the admin token, says how to set one, or why the server does not answer.
import { useEffect, useRef } from "preact/hooks";
import { Appearance, type AppearanceProps } from "../../common/components/appearance.tsx";
import { useCountdown } from "../../common/hooks/use-countdown.ts";
import type { Refusal } from "../../common/refusal.ts";
import { useApi } from "../hooks/use-api.ts";
import { useTask } from "../hooks/use-task.ts";
import type { SessionControl } from "../session.ts";
import { useConsoleWords } from "../words.ts";
import { CopyLine } from "./copy-line.tsx";
import { Failure } from "./failure.tsx";
import { useSignInWords } from "./sign-in-words.ts";

function Problem({ refusal, left }: { refusal: Refusal; left: number }) {
  const words = useSignInWords();
  const common = useConsoleWords();
  if (refusal.code === "wrong_token") {
    return (
      <p class="problem" role="alert">
        {words.wrong}
      </p>
    );
  }
  if (refusal.status !== 429) return <Failure refusal={refusal} />;
  return (
    <>
      <p class="problem" role="alert">
        {words.tooMany}
      </p>
      {left > 0 && <p class="problem">{common.waitSeconds(left)}</p>}
    </>
  );
}

function TokenForm({ session, expired }: { session: SessionControl; expired: boolean }) {
  const words = useSignInWords();
  const api = useApi();
  const task = useTask();
  // Read when it is sent and nowhere kept: not even in the component's state.
  const field = useRef<HTMLInputElement>(null);
  const left = useCountdown(task.refusal?.waitSeconds ?? 0, task.refusal);
  useEffect(() => field.current?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const input = field.current;
    if (input === null || left > 0) return;
    const accepted = await task.run(async () => {
      const { expires_at } = await api.signIn(input.value.trim());
      input.value = "";
      session.signedIn(expires_at);
    });
    if (!accepted) input.select();
  }

  return (
    <form class="door-form" onSubmit={(event) => void submit(event)}>
      <h1>{words.title}</h1>
      <p class="quiet">{expired ? words.expired : words.meaning}</p>
      <label class="field">
        <span>{words.token}</span>
        <input
          ref={field}
          type="password"
          name="token"
          autocomplete="current-password"
          required
          aria-describedby="token-hint"
        />
        <span class="hint" id="token-hint">
          {words.hint}
        </span>
      </label>
      {task.refusal !== null && <Problem refusal={task.refusal} left={left} />}
      <button type="submit" class="button is-primary" disabled={task.running || left > 0}>
        {words.submit}
      </button>
    </form>
  );
}

function Closed({ session }: { session: SessionControl }) {
  const words = useSignInWords();
  return (
    <div class="door-form">
      <h1>{words.closedTitle}</h1>
      <p>
        {words.closed} <code>openssl rand -hex 24</code>
      </p>
      <p>{words.local}</p>
      <CopyLine text="ADMIN_TOKEN=" />
      <p>{words.deployed}</p>
      <CopyLine text="npx wrangler secret put ADMIN_TOKEN" />
      <button type="button" class="button is-primary" onClick={session.check}>
        {words.again}
      </button>
    </div>
  );
}

function Inside({ session }: { session: SessionControl }) {
  const words = useSignInWords();
  const { state } = session;
  switch (state.phase) {
    case "out":
      return <TokenForm session={session} expired={state.expired} />;
    case "closed":
      return <Closed session={session} />;
    case "failed":
      return (
        <div class="door-form">
          <h1>{words.failedTitle}</h1>
          <Failure refusal={state.refusal} onRetry={session.check} />
        </div>
      );
    default:
      return null;
  }
}

export function SignIn({ session, appearance }: { session: SessionControl; appearance: AppearanceProps }) {
  const common = useConsoleWords();
  useEffect(() => {
    document.title = common.product;
  }, [common]);
  return (
    <div class="door">
      <main class="door-main" aria-busy={session.state.phase === "checking"}>
        <p class="door-product">{common.product}</p>
        <Inside session={session} />
      </main>
      <footer class="door-foot">
        <Appearance {...appearance} />
      </footer>
    </div>
  );
}
