// Callbacks as Feishu and DingTalk deliver them: signed with every try, again until they are acknowledged, now and then once more.
import { dingtalkDelivery, dingtalkMessage } from "../support/dingtalk-delivery.ts";
import { feishuDelivery, feishuMessage } from "../support/feishu-delivery.ts";
import { send, textOf } from "./http.ts";
import type { Message } from "./message.ts";
import { type Job, rest, type Sending, untilDone, wordsOf } from "./sending.ts";

interface Delivery {
  path: string;
  sign: () => Promise<{ body: string; headers: Record<string, string> }>;
}

export async function deliver(sending: Sending, { entry, traits }: Job): Promise<void> {
  const { message } = entry;
  const delivery = deliveryOf(sending, message);
  const copies = Array.from({ length: traits.copies }, () =>
    untilDone(sending, async () => {
      if (!(await post(sending, message, delivery))) return false;
      sending.ledger.acknowledged(entry, Date.now());
      return true;
    }),
  );
  await Promise.all(copies);
}

/** The platform did not hear the acknowledgement, or believes so. */
export async function deliverAgain(sending: Sending, { entry, traits }: Job): Promise<void> {
  if (traits.againAfterMs === null) return;
  await rest(traits.againAfterMs);
  const delivery = deliveryOf(sending, entry.message);
  await untilDone(sending, () => post(sending, entry.message, delivery));
}

function deliveryOf({ dingtalkUrl }: Sending, { kind, chat, id, text }: Message): Delivery {
  if (kind === "feishu") {
    const event = feishuMessage({ text, openId: `ou_${chat}`, chatId: `oc_${chat}`, messageId: `om_${id}` });
    return { path: "/webhooks/feishu", sign: () => feishuDelivery(event) };
  }
  const message = dingtalkMessage({ text, senderStaffId: chat, msgId: id, baseUrl: dingtalkUrl });
  return { path: "/webhooks/dingtalk", sign: () => dingtalkDelivery(message) };
}

/** Whether it was acknowledged. */
async function post({ url, ledger }: Sending, { id }: Message, { path, sign }: Delivery): Promise<boolean> {
  const { body, headers } = await sign();
  try {
    const response = await send(url, {
      method: "POST",
      path,
      body,
      headers: { ...headers, "x-request-id": id },
    });
    const said = await textOf(response);
    if (response.statusCode === 200) return true;
    ledger.fault(`POST ${path} ${response.statusCode} ${said.slice(0, 200)}`, Date.now());
  } catch (error) {
    ledger.fault(`POST ${path} ${wordsOf(error)}`, Date.now());
  }
  return false;
}
