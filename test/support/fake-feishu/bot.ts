// `GET /open-apis/bot/v3/info`: who the bot is. Unlike anywhere else it does not stand under `data`.
import { answer, type Reply, refuse } from "./call.ts";
import type { World } from "./world.ts";

export function botInfo({ bot }: World): Reply {
  if (bot.fails) return refuse(11205, "app do not have bot");
  const { openId, appName, activateStatus } = bot;
  const about = { activate_status: activateStatus, app_name: appName, avatar_url: "", ip_white_list: [] };
  return answer(200, { code: 0, msg: "ok", bot: { ...about, open_id: openId } });
}
