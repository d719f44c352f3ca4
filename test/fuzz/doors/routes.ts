// The doors as the API's description names them, and bodies that they would take.
import { paths } from "../../../scripts/api-docs/operations.ts";

export interface Route {
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Names of what may stand in its query and in its headers. */
  query: string[];
  headers: string[];
  takesBody: boolean;
}

interface Described {
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
}

export function routesOf(): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, Described>).map(
      ([method, { parameters = [], requestBody }]) => {
        const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
        return {
          method: method.toUpperCase(),
          path,
          query: named("query"),
          headers: named("header"),
          takesBody: requestBody !== undefined,
        };
      },
    ),
  );
}

const MODEL_FILE =
  '{"title":"HR","model":"m","system_prompt":"s","parameters":{"temperature":1},"knowledge":true,"tools":["now"]}';
const FEISHU = (appId: string, token: string) =>
  JSON.stringify({
    schema: "2.0",
    header: { event_id: "e", event_type: "im.message.receive_v1", create_time: "1", token, app_id: appId },
    event: {
      sender: { sender_id: { open_id: "ou_fuzz" }, sender_type: "user" },
      message: {
        message_id: "om_fuzz",
        chat_id: "oc_fuzz",
        chat_type: "p2p",
        message_type: "text",
        content: '{"text":"hi"}',
      },
    },
  });

/** By path; the beginnings of changed ones. */
export function bodiesOf(app: {
  feishuAppId: string;
  feishuToken: string;
  robotCode: string;
}): Record<string, string[]> {
  return {
    "/api/chat": [
      '{"message":"hello"}',
      '{"message":"hi","session_id":"fuzz-1","message_id":"m1","stream":true,"model":"m","images":["https://a.example/a.png"],"instead_of":"m0"}',
    ],
    "/api/chat/{session_id}": ['{"title":"t","pinned":true}'],
    "/api/chat/{session_id}/feedback": ['{"message_id":"m1","rating":"up"}'],
    "/api/chat/{session_id}/version": ['{"message_id":"m1"}'],
    "/api/import": [
      '{"title":"t","messages":[{"role":"user","content":"q","timestamp":"2026-01-31T08:00:00Z"},{"role":"assistant","content":"a","sources":[{"title":"t","snippet":"s"}]}]}',
    ],
    "/api/visitor/join": ['{"code":"AAAA"}'],
    "/v1/chat/completions": [
      '{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}',
      '{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}],"n":2,"tools":[]}',
    ],
    "/webhooks/feishu": [
      FEISHU(app.feishuAppId, app.feishuToken),
      `{"challenge":"c","token":"${app.feishuToken}","type":"url_verification"}`,
    ],
    "/webhooks/dingtalk": [
      `{"msgId":"m","conversationId":"c","conversationType":"1","senderStaffId":"s","senderId":"i","robotCode":"${app.robotCode}","msgtype":"text","text":{"content":"hi"},"createAt":1760000000000}`,
    ],
    "/webhooks/signed": [
      '{"message_id":"m-1","session_id":"s-1","message":"hello"}',
      '{"message_id":"m-2","session_id":"s-1","message":"/help"}',
    ],
    "/api/admin/session": ['{"token":"no"}'],
    "/api/admin/files/{key}": ["bytes", '{"parts":[{"part":1,"etag":"a"}]}'],
    "/api/admin/links": ['{"key":"models/fuzz.bin","expires_in":60}'],
    "/api/admin/knowledge/{id}": [
      '{"title":"T","content":"# T\\n\\ntext","format":"markdown","tags":["a"]}',
      "a,b\n1,2\n",
    ],
    "/api/admin/knowledge-search": ['{"question":"how many days","before":["q"],"tags":["a"],"limit":3}'],
    "/api/admin/models/{name}": [MODEL_FILE],
    "/api/admin/models/test": [
      `{"file":${MODEL_FILE},"messages":[{"role":"user","content":"q"}]}`,
      '{"message":"q"}',
    ],
    "/api/admin/notify": ['{"channel":"feishu","text":"t"}'],
    "/api/admin/backups/{id}/restore": ["{}"],
  };
}
