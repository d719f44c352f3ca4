// A remote server whose tools the model may call, as the configuration names it.
export interface McpServer {
  name: string;
  url: string;
  /** Sent as a bearer; null: it asks for none. */
  token: string | null;
  /** Its tools that may be called; null: all. */
  tools: string[] | null;
  /** Whether they may be called where a group reads the answer. */
  groups: boolean;
}
