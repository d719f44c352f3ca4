// The app of all tests: what the fake platform knows, what deliveries come from, and what the Worker is configured with.

export const FEISHU_TEST_APP = {
  appId: "cli_a0123456789abcde",
  appSecret: "feishu-app-secret",
  encryptKey: "kudryavka",
  verificationToken: "vtok_0123456789",
  tenantKey: "tenant0001",
  botOpenId: "ou_bot",
  botName: "Helper",
  /** A custom bot of a group, `POST /open-apis/bot/v2/hook/…`, its signing secret, and where the fake shows its messages. */
  webhookId: "hook-0001",
  webhookSecret: "hook-secret-0001",
  webhookChatId: "oc_hook_signed",
} as const;
