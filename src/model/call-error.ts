// The two ways in which a call to an endpoint fails: it answered with an error status, or it could not be reached.
import { isRecord } from "../core/json.ts";

/** The endpoint answered, but with no success. A redirect is none either. */
export class StatusError extends Error {
  readonly status: number;
  readonly headers: Headers;
  /** The `error` of its JSON body, or the whole body where a server leaves that envelope out; undefined without either. */
  readonly error: unknown;

  constructor(status: number, headers: Headers, body: unknown) {
    super(`The endpoint answered ${status}.`);
    this.name = "StatusError";
    this.status = status;
    this.headers = headers;
    this.error = isRecord(body) ? (body.error ?? body) : undefined;
  }
}

/** No answer came. It carries no cause: a runtime's own words may quote the key (a header it rejects) or the address. */
export class ConnectionError extends Error {
  constructor() {
    super("The endpoint could not be reached.");
    this.name = "ConnectionError";
  }
}
