// Where a card is to go: `openSpaceId` and the models that each kind of space wants beside it.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { type Reply, refuse, textOf } from "./call.ts";

export interface Space {
  type: "IM_GROUP" | "IM_ROBOT";
  /** A conversation, or a person's staff id. */
  id: string;
}

const PREFIX = "dtv1.card//";

/** `dtv1.card//IM_GROUP.<conversation>` or `…IM_ROBOT.<staff id>`, several by `;`; either case is taken. Null: unreadable. */
export function readSpaces(openSpaceId: string): Space[] | null {
  if (!openSpaceId.startsWith(PREFIX)) return null;
  const spaces: Space[] = [];
  for (const part of openSpaceId.slice(PREFIX.length).split(";")) {
    const [, type = "", id = ""] = /^(im_group|im_robot)\.(.+)$/i.exec(part) ?? [];
    if (id === "") return null;
    spaces.push({ type: type.toUpperCase() === "IM_GROUP" ? "IM_GROUP" : "IM_ROBOT", id });
  }
  return spaces;
}

/** Null when the models for this space are there. */
export function checkModels(body: JsonRecord, { type }: Space): Reply | null {
  const name = type === "IM_GROUP" ? "imGroup" : "imRobot";
  const deliver = body[`${name}OpenDeliverModel`];
  if (!isRecord(body[`${name}OpenSpaceModel`])) return refuse(400, "param.openSpaceModelInvalid");
  if (!isRecord(deliver)) return refuse(400, "param.openDeliverModelEmpty");
  if (type === "IM_ROBOT" && deliver.spaceType !== "IM_ROBOT")
    return refuse(400, "param.openDeliverModelError");
  return null;
}

export function robotOf(body: JsonRecord, { type }: Space): string {
  const deliver = body[type === "IM_GROUP" ? "imGroupOpenDeliverModel" : "imRobotOpenDeliverModel"];
  return isRecord(deliver) ? textOf(deliver.robotCode) : "";
}
