// What must hold of every answer, whatever was asked.
import { hold } from "../hold.ts";
import type { DoorRequest } from "./request.ts";

export interface DoorAnswer {
  status: number;
  header(name: string): string | null;
  text: string;
}

/** Codes of answers of 500 and more that are no fault of ours: the model's, a platform's, or a setting's. */
const DECLARED =
  /^(?:model_|upstream_|platform_|not_configured$|channel_off$|misconfigured$|feishu_|dingtalk_)/;
const LONGEST_REFUSAL = 4_000;

export function holdAnswer(request: DoorRequest, answer: DoorAnswer, secrets: readonly string[]): void {
  const { status, text } = answer;
  const told = `\n${status} ${text.slice(0, 300)}`;
  const place = `${request.method} ${request.path.split(/[?%]/, 1)[0]?.split("/").slice(0, 4).join("/")}`;
  hold(status >= 200 && status < 600, `a status${told}`);
  const requestId = answer.header("x-request-id");
  if (isServersOwn(answer)) return;
  hold(requestId !== null && requestId !== "", `X-Request-Id is there${told}`);
  // The operator sees where our own calls go.
  const isOperators = request.path.startsWith("/api/admin/");
  for (const secret of secrets.filter((one) => !(isOperators && /^127\./.test(one))))
    hold(!text.includes(secret), `no secret and no address of ours is told${told} ${secret}`);
  hold(!/\n\s+at .+:\d+:\d+/.test(text), `no stack is told${told}`);
  if (status === 405) hold((answer.header("allow") ?? "") !== "", "405 says what is allowed");
  if (status < 400 || request.method === "HEAD") {
    hold(status < 500, `no fault of ours: ${place}${told}`);
    return;
  }
  const { error, request_id } = envelopeOf(text);
  hold(request_id === requestId, `the envelope names the request${told}`);
  hold(
    typeof error.message === "string" &&
      error.message !== "" &&
      typeof error.type === "string" &&
      typeof error.code === "string" &&
      "param" in error,
    `the envelope is whole${told}`,
  );
  hold(text.length <= LONGEST_REFUSAL, `a refusal is short\n${text.length}`);
  hold(
    status < 500 || (status > 501 && status < 505 && DECLARED.test(String(error.code))),
    `no fault of ours: ${place}${told}`,
  );
}

/** What the HTTP server refuses by itself, before any Worker hears of it. */
function isServersOwn({ status, text, header }: DoorAnswer): boolean {
  const isBare = text === "" || text === "invalid URI" || text === "Bad Request";
  return header("x-request-id") === null && status === 400 && isBare;
}

function envelopeOf(text: string): { error: Record<string, unknown>; request_id: unknown } {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below.
  }
  const isObject = (one: unknown): one is Record<string, unknown> => typeof one === "object" && one !== null;
  hold(isObject(value) && isObject(value.error), `an error comes in the envelope\n${text.slice(0, 200)}`);
  return { error: value.error, request_id: value.request_id };
}

/** Of what has to be refused. */
export function holdRefusal(request: DoorRequest, answer: DoorAnswer): void {
  const { status, text } = answer;
  // A challenge comes unsigned: who could encrypt it has the key.
  const inside = new TextDecoder().decode(request.body ?? new Uint8Array());
  const isChallenge = request.signedAs === "feishu" && inside.includes("url_verification");
  if (isServersOwn(answer) || isChallenge || text.includes('"invalid_host"')) return;
  // A line end in a name leads to no door at all.
  const isNowhere = status === 404 && text.includes('"code":"not_found"');
  const isForged = request.signedAs !== null && request.flip !== null;
  const what = `\n${request.method} ${request.path.split("?")[0]}: ${status} ${text.slice(0, 200)}`;
  if (isForged)
    hold(
      status === 401 || (status === 400 && text.includes("invalid_json")),
      `what is forged is refused${what}`,
    );
  else hold(status === 401 || status === 429 || isNowhere, `without a token it is refused${what}`);
}
