// The index is filled by the code that fills it in the Worker, whose types speak of its database.
type D1Database = import("@cloudflare/workers-types").D1Database;
