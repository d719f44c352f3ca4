// What a deployment works with, so that a test can play all of it.

export interface Text {
  en: string;
  zh: string;
}

export function text(en: string, zh: string): Text {
  return { en, zh };
}

/** How one run of wrangler ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Deployed extends Ended {
  /** Addresses, as wrangler names them. */
  addresses: string[];
}

export interface Wrangler {
  /** Nothing is shown and nobody is asked. `input` goes to its standard input. */
  capture(command: string[], input?: string): Promise<Ended>;
  /**
   * Shown as it comes; where somebody sits there, wrangler may ask. Only what it complains about is kept. `namespaces`: KV by binding
   * that is there already.
   */
  deploy(more: string[], namespaces?: Record<string, string>): Promise<Deployed>;
  /** Of several accounts, the one that the following commands mean. */
  useAccount(id: string): void;
}

/** Somebody who answers. */
export interface Terminal {
  ask(question: string): Promise<string>;
  /** What is typed does not show. */
  askHidden(question: string): Promise<string>;
}

/** What wrangler.toml says of the environment. */
export interface Target {
  /** Empty: production. */
  environment: string;
  worker: string;
  accountId: string | null;
  databases: string[];
  /** Bindings of KV that name no id. */
  namespaces: string[];
  /** Names under [vars]: no secret can have such a name. */
  vars: string[];
}

export interface Tools {
  wrangler: Wrangler;
  /** Null: nobody to ask. */
  terminal: Terminal | null;
  target: Target;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  fetch: typeof fetch;
  pause: (ms: number) => Promise<void>;
}

/** The end of a deployment: what happened, and the way on. */
export class Halt extends Error {
  readonly happened: Text;
  readonly wayOn: Text;
  /** What wrangler said, where it was not shown already. */
  readonly details: string;

  constructor(happened: Text, wayOn: Text, details = "") {
    super(happened.en);
    this.happened = happened;
    this.wayOn = wayOn;
    this.details = details;
  }
}

export function done({ say }: Tools, { en, zh }: Text): void {
  say(`✓ ${en} / ${zh}`);
}

export function begin({ say }: Tools, { en, zh }: Text): void {
  say(`… ${en} / ${zh}`);
}

/** A command as a person types it for this environment. */
export function commandFor({ environment }: Target, command: string): string {
  return `npx wrangler ${command} --env=${environment === "" ? '""' : environment}`;
}
