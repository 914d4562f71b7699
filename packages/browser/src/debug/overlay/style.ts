/** The overlay's style. It is a constructable style sheet, which a content security policy does not block. */
export const style = `
:host{all:initial;position:fixed;inset:0;z-index:2147483647;pointer-events:none;color-scheme:light dark}
*{box-sizing:border-box}
section,.shield{--ink:#16202e;--soft:#52607a;--line:#8a97ad;--paper:#fff;--chosen:#edf2fa;--link:#0b57c2;--good:#0a6b42;--bad:#b3141f;--odd:#8a4b00}
@media(prefers-color-scheme:dark){section,.shield{--ink:#e7ecf5;--soft:#a7b3c8;--line:#74829a;--paper:#1a212d;--chosen:#222b3a;--link:#86b7ff;--good:#6fdba6;--bad:#ff9a9d;--odd:#ffc46b}}
section{position:fixed;z-index:2;right:8px;bottom:8px;display:flex;flex-direction:column;width:min(29rem,calc(100vw - 16px));max-height:min(34rem,75vh);border:1px solid var(--line);border-radius:10px;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,sans-serif;box-shadow:0 4px 24px #0006;pointer-events:auto;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;gap:6px;align-items:center;padding:8px}
h2{flex:1 1 auto;margin:0;font-size:15px}
h3{margin:10px 0 4px;font-size:14px}
section>p{margin:0 8px 8px}
section>p:empty{display:none}
.body{padding:0 10px 10px;overflow:auto}
.small .body{display:none}
.small h2{flex-basis:0;cursor:pointer}
@media(max-width:640px){.small button[aria-pressed=false]{display:none}}
button,input,textarea{padding:4px 10px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink);font:inherit}
button{cursor:pointer}
button:hover,button[aria-pressed=true]{background:var(--chosen)}
:focus-visible{outline:2px solid var(--link);outline-offset:1px}
label,input,textarea{display:block}
.state{display:grid;grid-template-columns:auto 1fr;gap:2px 12px}
.state dd{margin:0}
input,textarea{width:100%;margin:2px 0 6px}
textarea,pre,code{font:12px/1.5 ui-monospace,monospace}
p,dl{margin:4px 0}
p,dt{color:var(--soft)}
dt:empty{height:0}
dd{margin:0 0 4px}
pre{margin:4px 0;white-space:pre-wrap}
details{padding:5px 8px;border-left:4px solid var(--line)}
details+details{margin-top:4px}
summary{cursor:pointer}
.legs{float:right;margin-left:8px;color:var(--soft);white-space:pre}
.verdict{display:block;color:var(--odd)}
.good{border-color:var(--good)}.good .verdict{color:var(--good)}
.warned{border-color:var(--odd)}
.bad{border-color:var(--bad)}.bad .verdict{color:var(--bad)}
.repeated .verdict,.harmless .verdict{color:var(--soft)}
.shield{position:fixed;inset:0;pointer-events:auto;cursor:crosshair}
.frame{position:fixed;z-index:1;left:0;top:0;border:2px solid #0b57c2;outline:2px solid #fff;background:#0b57c233;pointer-events:none}
`;
