// A bare client of the fake DingTalk, for the tests of the fake itself.
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";

export interface PlatformAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

const { appKey, appSecret, robotCode, cardTemplateId, cardContentKey } = DINGTALK_TEST_APP;

export const CREDENTIALS = { appKey, appSecret };
export const GROUP = "cidgroup0001==";

export function createClient(url: string) {
  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<PlatformAnswer> => {
    const response = await fetch(path.startsWith("http") ? path : url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      signal,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const token = async (): Promise<string> => {
    const { body } = await send("POST", "/v1.0/oauth2/accessToken", CREDENTIALS);
    return String(body.accessToken);
  };
  const call = async (method: string, path: string, body: unknown): Promise<PlatformAnswer> =>
    send(method, path, body, { "x-acs-dingtalk-access-token": await token() });
  return {
    send,
    token,
    /** An OpenAPI call with a token that holds. */
    call,
    control: async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      return (await fetch(`${url}/control/${path}`, init)).json();
    },
    session: (webhook: string | undefined, body: unknown) => send("POST", webhook ?? "", body),
    group: (msgKey: string, msgParam: unknown, more: object = {}) =>
      call("POST", "/v1.0/robot/groupMessages/send", {
        robotCode,
        openConversationId: GROUP,
        msgKey,
        msgParam: typeof msgParam === "string" ? msgParam : JSON.stringify(msgParam),
        ...more,
      }),
    people: (userIds: string[], text: string) =>
      call("POST", "/v1.0/robot/oToMessages/batchSend", {
        robotCode,
        userIds,
        msgKey: "sampleText",
        msgParam: JSON.stringify({ content: text }),
      }),
    createCard: (outTrackId: string, more: object = {}) =>
      call("POST", "/v1.0/card/instances/createAndDeliver", { ...cardCreation(outTrackId), ...more }),
    stream: (outTrackId: string, content: string, more: object = {}) =>
      call("PUT", "/v1.0/card/streaming", {
        outTrackId,
        guid: crypto.randomUUID(),
        key: cardContentKey,
        content,
        isFull: true,
        isFinalize: false,
        isError: false,
        ...more,
      }),
    update: (outTrackId: string, cardParamMap: Record<string, unknown>, byKey = true) =>
      call("PUT", "/v1.0/card/instances", {
        outTrackId,
        cardData: { cardParamMap },
        ...(byKey && { cardUpdateOptions: { updateCardDataByKey: true } }),
      }),
  };
}

/** A card for the group. */
export function cardCreation(outTrackId: string) {
  return {
    cardTemplateId,
    outTrackId,
    callbackType: "STREAM",
    cardData: { cardParamMap: { [cardContentKey]: "…" } },
    userIdType: 1,
    openSpaceId: `dtv1.card//IM_GROUP.${GROUP}`,
    imGroupOpenSpaceModel: { supportForward: true },
    imGroupOpenDeliverModel: { robotCode },
  };
}

/** The parts of a creation that send the card to a person instead. */
export function toPerson(staffId: string) {
  return {
    openSpaceId: `dtv1.card//IM_ROBOT.${staffId}`,
    imRobotOpenSpaceModel: { supportForward: true },
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode },
  };
}
