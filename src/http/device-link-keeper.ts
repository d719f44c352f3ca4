// Holds what a device link gives away, sealed, until it is used or too old: a Durable Object for each link, so that it works once.
import { DurableObject } from "cloudflare:workers";

const NOTE = "sealed";

interface Note {
  /** Only the code in the link opens it. */
  sealed: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

export class DeviceLinkKeeper extends DurableObject {
  async put(sealed: string, expiresAt: number): Promise<void> {
    this.ctx.storage.kv.put<Note>(NOTE, { sealed, expiresAt });
    await this.ctx.storage.setAlarm(expiresAt);
  }

  /** The first one gets it; null for everybody else. */
  async take(): Promise<string | null> {
    const note = this.ctx.storage.kv.get<Note>(NOTE);
    if (note === undefined) return null;
    // Before anything is waited for, so that nobody else finds it.
    this.ctx.storage.kv.delete(NOTE);
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    return note.expiresAt > Date.now() ? note.sealed : null;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
