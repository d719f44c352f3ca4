// The operator's backups in the API's description.
import { operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const backupId = parameter("id", "path", "Such as 2026-11-25T19-00-00-000Z, as the list names it");
const wait = parameter(
  "wait",
  "query",
  "0: answer 202 at once; how far it is says GET …/{id}. 1, or absent: wait",
);
const BEGUN: [string, JsonObject] = ["Begun; ask again", ref("Backup")];

export const backupPaths: JsonObject = {
  "/api/admin/backups": {
    get: operation("Operator", "List the backups in R2, newest first", {
      description: "Those that were carried there from elsewhere are listed too. Objects are left out.",
      responses: answers({ 200: ["Every backup", ref("BackupPage")] }, 401, 503),
    }),
    post: operation("Operator", "Make a backup", {
      description:
        "Tables of D1 as NDJSON, a description of the settings without secrets, and a manifest with the SHA-256 of each object, under `backups/<id>/`. " +
        "One job at a time: 409 `backup_busy` while another one runs. A stop at any moment goes on where it was.",
      parameters: [wait],
      responses: answers({ 201: ["It is whole", ref("Backup")], 202: BEGUN }, 400, 401, 409, 503),
    }),
  },
  "/api/admin/backups/{id}": {
    get: operation(
      "Operator",
      "Read one backup: its objects, what was found out about it, and the job that runs",
      {
        parameters: [backupId],
        responses: answers({ 200: ["The backup", ref("Backup")] }, 401, 404, 503),
      },
    ),
    delete: operation("Operator", "Delete a backup", {
      parameters: [backupId],
      responses: answers({ 204: ["It is deleted"] }, 401, 404, 409, 503),
    }),
  },
  "/api/admin/backups/{id}/verify": {
    post: operation("Operator", "Read a backup back and compare bytes, rows and SHA-256", {
      parameters: [backupId, wait],
      responses: answers(
        { 200: ["What was found", ref("Verification")], 202: BEGUN },
        400,
        401,
        404,
        409,
        503,
      ),
    }),
  },
  "/api/admin/backups/{id}/restore": {
    post: operation("Operator", "Put a backup back", {
      description:
        "It is verified first: 409 `backup_damaged`, or `backup_newer` when its tables are of a newer version, and nothing is changed. " +
        "Rows that are there stay as they are, those that were erased stay erased. Safe to repeat.",
      parameters: [backupId, wait],
      responses: answers({ 200: ["What came back", ref("Restored")], 202: BEGUN }, 400, 401, 404, 409, 503),
    }),
  },
};
