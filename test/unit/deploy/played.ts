// A deployment whose wrangler, terminal and network are played.
import type { Options } from "../../../scripts/deploy/options.ts";
import type { Deployed, Ended, Tools } from "../../../scripts/deploy/tools.ts";

export const ADDRESS = "https://clawdbot-edge.acme.workers.dev";

export const OPTIONS: Options = {
  environment: "",
  dryRun: false,
  yes: false,
  secrets: false,
  wait: 0,
  more: [],
};

export const well = (stdout = ""): Ended => ({ code: 0, stdout, stderr: "" });
export const failed = (stderr: string): Ended => ({ code: 1, stdout: "", stderr });

const NO_DATABASE =
  "Couldn't find a D1 DB named 'x' (bound as 'DB') in the API. Run 'wrangler d1 create x' to create it.";

export interface Stage {
  tools: Tools;
  /** What was run, oldest first: the words of each command, and `deploy`. */
  ran: string[];
  said: () => string;
  /** What the Worker was given as secrets. */
  secrets: Record<string, string>;
  account: { worker: boolean; databases: boolean; secrets: string[] };
  /** Commands that go otherwise than they should, by their words. */
  replies: Map<string, Ended>;
  uploads: Ended[];
  health: { status: string; checks?: object; problems?: object[] } | null;
  /** What is typed, in this order; questions are kept. */
  answers: string[];
  questions: string[];
}

/** An account that never had anything, and a login. */
export function openStage(more: Partial<Tools> = {}): Stage {
  const lines: string[] = [];
  const stage: Stage = {
    ran: [],
    said: () => lines.join("\n"),
    secrets: {},
    account: { worker: false, databases: false, secrets: [] },
    replies: new Map(),
    uploads: [],
    health: { status: "ok" },
    answers: [],
    questions: [],
    tools: undefined as unknown as Tools,
  };
  stage.tools = {
    wrangler: {
      capture: async (command, input) => capture(stage, command, input),
      deploy: async (more, namespaces = {}) => upload(stage, more, namespaces),
      useAccount: (id) => void stage.ran.push(`account ${id}`),
    },
    terminal: null,
    target: {
      environment: "",
      worker: "clawdbot-edge",
      accountId: null,
      databases: ["DB", "SEARCH"],
      namespaces: ["CACHE"],
      vars: ["MODEL_NAME"],
    },
    env: {},
    say: (line) => void lines.push(line),
    fetch: async () => {
      if (stage.health === null) throw new TypeError("fetch failed");
      return Response.json(stage.health);
    },
    pause: async () => undefined,
    ...more,
  };
  return stage;
}

/** The same with somebody at the terminal. */
export function openAttendedStage(answers: string[]): Stage {
  const stage = openStage();
  stage.answers = answers;
  const ask = (hidden: string) => async (question: string) => {
    stage.questions.push(`${hidden}${question.trim()}`);
    const answer = stage.answers.shift();
    if (answer === undefined) throw new Error(`nobody expected the question “${question}”`);
    return answer;
  };
  stage.tools.terminal = { ask: ask(""), askHidden: ask("hidden: ") };
  return stage;
}

function capture(stage: Stage, command: string[], input: string | undefined): Ended {
  const words = command.join(" ");
  stage.ran.push(words);
  const reply = stage.replies.get(words);
  if (reply) return reply;
  const { account } = stage;
  if (words === "whoami --json") {
    const accounts = [{ id: "1", name: "Acme" }];
    return well(JSON.stringify({ loggedIn: true, email: "operator@example.com", accounts }));
  }
  if (words === "secret list")
    return account.worker
      ? well(JSON.stringify(account.secrets.map((name) => ({ name }))))
      : failed('Worker "clawdbot-edge" not found.');
  if (words.startsWith("d1 migrations")) return account.databases ? well() : failed(NO_DATABASE);
  if (words === "secret bulk") Object.assign(stage.secrets, JSON.parse(input ?? "{}"));
  return well();
}

function upload(stage: Stage, more: string[], namespaces: Record<string, string>): Deployed {
  const ids = Object.entries(namespaces).map(([name, id]) => `${name}=${id}`);
  stage.ran.push(["deploy", ...more, ...ids].join(" "));
  const ended = stage.uploads.shift() ?? well();
  if (ended.code === 0) Object.assign(stage.account, { worker: true, databases: true });
  return { ...ended, addresses: ended.code === 0 ? [ADDRESS] : [] };
}
