// One question to the draft and its answer, with what the model was sent.
import { Icon } from "../../../common/components/icons.tsx";
import { Folded } from "../../components/folded.tsx";
import { tellDuration, tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { TrialTurn } from "./trial-messages.ts";
import type { Trial } from "./wire.ts";
import { useModelWords } from "./words.ts";

function textOf(content: unknown): string {
  return typeof content === "string" ? content : JSON.stringify(content, null, 2);
}

function Figures({ trial, took }: { trial: Trial; took: number }) {
  const words = useModelWords();
  const language = useLanguage();
  const { usage } = trial;
  return (
    <p class="turn-facts">
      <span>{trial.model}</span>
      <span>{words.took(tellDuration(took, language))}</span>
      {usage !== null && (
        <span>
          {words.tokens(
            tellNumber(usage.prompt_tokens, language),
            tellNumber(usage.completion_tokens, language),
          )}
        </span>
      )}
      {(trial.tools ?? []).map((tool, index) => (
        <span key={index} class="tag">
          {tool.name} {tool.ok ? tellDuration(tool.ms, language) : words.toolFailed}
        </span>
      ))}
    </p>
  );
}

function Sources({ trial }: { trial: Trial }) {
  const words = useModelWords();
  if (trial.sources.length === 0) return null;
  return (
    <div class="trial-sources">
      <p class="quiet">{words.sources}</p>
      <ol>
        {trial.sources.map(({ title, number, snippet }, index) => (
          <li key={index} title={snippet}>
            {number !== undefined && `[${number}] `}
            {title}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Prompt({ trial }: { trial: Trial }) {
  const words = useModelWords();
  if (trial.prompt.length === 0) return null;
  return (
    <details class="trial-prompt">
      <summary>
        <Icon name="chevron" />
        {words.sent}
      </summary>
      {trial.prompt.map(({ role, content }, index) => (
        <section key={index}>
          <p class="quiet">{words.roles[role] ?? role}</p>
          <Folded text={textOf(content)} />
        </section>
      ))}
    </details>
  );
}

export function TrialTurnView({ turn: { question, trial, took } }: { turn: TrialTurn }) {
  const words = useModelWords();
  return (
    <article class="turn">
      <div class="turn-question">
        <Folded text={question} />
      </div>
      {trial !== null && (
        <>
          <div class="turn-answer">
            {trial.reply === "" ? <p class="quiet">{words.noReply}</p> : <Folded text={trial.reply} />}
          </div>
          <Sources trial={trial} />
          <Figures trial={trial} took={took} />
          <Prompt trial={trial} />
        </>
      )}
    </article>
  );
}
