// Wrangler bundles Markdown files as text (see the rule in wrangler.toml).
declare module "*.md" {
  const text: string;
  export default text;
}
