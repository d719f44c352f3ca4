// Makes a backup, or puts one back, from the command line; says how far it is and what comes next.
import { resolve } from "node:path";
import { downloadBackup, uploadBackup } from "./copy.ts";
import { Complaint, Deployment } from "./deployment.ts";
import { count, makeBackup, restoreBackup, verifyBackup } from "./jobs.ts";
import { BACKUP_USAGE, type Options, RESTORE_USAGE, readOptions, TOKEN_USAGE } from "./options.ts";

/** Resolves to the exit code. */
export function runBackup(args: string[]): Promise<number> {
  return run("backup", args, async ({ url, token, to }) => {
    const deployment = new Deployment(url, token);
    console.log(`Backing up ${url} / 正在备份`);
    const { id, rows, bytes } = await makeBackup(deployment);
    console.log("Reading it back / 正在校验");
    await verifyBackup(deployment, id);
    console.log(
      `\n✓ ${id}: ${count(rows)} rows, ${count(bytes)} bytes / ${count(rows)} 行，${count(bytes)} 字节`,
    );
    let place = id;
    if (to !== null) {
      console.log("Copying it to this machine / 正在下载到本机");
      place = await downloadBackup(deployment, id, here(to));
      console.log(`✓ ${place}`);
    }
    console.log(`
It is in the deployment's R2, under backups/${id}/, until it is older than BACKUP_KEEP_DAYS.
备份保存在服务的 R2 里（backups/${id}/），超过 BACKUP_KEEP_DAYS 天后删除。

  npm run restore -- ${place}${url === "http://localhost:18789" ? "" : ` ${url}`}        puts it back / 恢复
`);
  });
}

export function runRestore(args: string[]): Promise<number> {
  return run("restore", args, async ({ url, token, source }) => {
    const deployment = new Deployment(url, token);
    const id = await carry(deployment, source);
    console.log(`Verifying and restoring ${id} / 正在校验并恢复`);
    const { inserted, skipped } = await restoreBackup(deployment, id);
    console.log(`
✓ ${count(inserted)} rows inserted, ${count(skipped)} skipped: they were there already, or were erased.
✓ 写入 ${count(inserted)} 行，跳过 ${count(skipped)} 行（已经存在，或已按要求删除）。

  See them / 查看：  ${url}/api/admin/conversations
  Settings and secrets are not restored; what they were stands in backups/${id}/settings.json.
  配置与密钥不会恢复，备份时的情况见 backups/${id}/settings.json。
`);
  });
}

async function carry(deployment: Deployment, source: Options["source"]): Promise<string> {
  if (source === null) throw new Complaint(RESTORE_USAGE);
  if ("id" in source) return source.id;
  console.log(`Carrying ${source.folder} there / 正在上传`);
  return uploadBackup(deployment, here(source.folder));
}

async function run(
  command: "backup" | "restore",
  args: string[],
  work: (options: Options) => Promise<void>,
): Promise<number> {
  const usage = `${command === "backup" ? BACKUP_USAGE : RESTORE_USAGE}\n${TOKEN_USAGE}`;
  const options = readOptions(command, args, process.env);
  if (options === "help") {
    console.log(usage);
    return 0;
  }
  if (typeof options === "string") {
    console.error(`${options}\n\n${usage}`);
    return 1;
  }
  try {
    await work(options);
    return 0;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.error(`✗ ${error.message}`);
    return 1;
  }
}

/** npm runs a script in the project's folder; whoever typed the command may stand elsewhere. */
function here(path: string): string {
  return resolve(process.env.INIT_CWD ?? ".", path);
}
