// The widget's look, as the text of a constructed style sheet: a page that forbids inline styles has nothing against one.

const SCHEMES: Record<string, string> = { light: "light", dark: "dark" };

export function sheetOf(theme: string, side: string): string {
  return `
:host{all:initial!important;display:contents!important;color-scheme:${SCHEMES[theme] ?? "light dark"}!important;
--paper:light-dark(#fdfdfb,#17181a);--line:light-dark(#e3e1db,#33363b);--accent:light-dark(#2b54b8,#93adf5);--on:light-dark(#fff,#10182c)}
*{box-sizing:border-box}
button,a{font:14px/1.5 system-ui,sans-serif;cursor:pointer}
dialog+button{position:fixed;z-index:2147483646;${side}:calc(20px + env(safe-area-inset-${side}));bottom:calc(20px + env(safe-area-inset-bottom));
width:56px;height:56px;padding:0;border:0;border-radius:50%;background:var(--accent);color:var(--on);box-shadow:0 4px 16px #0004}
svg{display:block;width:26px;margin:auto;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
dialog{position:fixed;z-index:2147483646;inset:auto;${side}:calc(20px + env(safe-area-inset-${side}));bottom:calc(88px + env(safe-area-inset-bottom));
width:400px;max-width:calc(100vw - 40px);height:640px;max-height:calc(100dvh - 108px);margin:0;padding:0;overflow:hidden;
border:1px solid var(--line);border-radius:12px;background:var(--paper);color:light-dark(#1c1d1f,#e9e7e2);box-shadow:0 4px 16px #0004}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0;opacity:0}
.ready{opacity:1}
div:not([hidden]){position:relative;z-index:1;display:grid;background:var(--paper);place-content:center;justify-items:center;gap:12px;height:100%;padding:24px;text-align:center;font:16px/1.6 system-ui,sans-serif}
p{margin:0}
a{color:var(--accent);padding:10px}
div button{min-height:40px;padding:4px 14px;border:1px solid var(--line);border-radius:6px;background:none;color:inherit}
@media(max-width:480px){dialog{inset:var(--top,0) 0 auto;width:100%;max-width:none;height:var(--height,100dvh);max-height:none;border:0;border-radius:0;
padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}iframe{position:static}}
@media(prefers-reduced-motion:no-preference){dialog[open]{animation:a .15s}@keyframes a{from{opacity:0;translate:0 8px}}}
@media print{:host{display:none!important}}
`.replaceAll("\n", "");
}
