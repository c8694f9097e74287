/** The look of the tour: the colours of the pages of an API without colours of its own, light and dark. */
export const TOUR_STYLE = `
:root{color-scheme:light dark;--page:#f3f4f8;--card:#fff;--text:#171b26;--soft:#555d70;--line:#dce0e9;--sunken:#f3f5fa;--accent:#2f4bd8;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--page:#0e1118;--card:#171b25;--text:#eceff6;--soft:#a6aec1;--line:#2c3342;--sunken:#1d222e;--accent:#9db0ff;--on-accent:#0d1330}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:3rem 1.25rem 4rem}
h1{margin:0 0 .5rem;font-size:1.75rem;letter-spacing:-.01em}h2{margin:0 0 .75rem;font-size:1.15rem}main>h2{margin-top:2.25rem}
p{margin:.5rem 0;max-width:46rem}a{color:var(--accent)}
.apis{display:grid;gap:1.25rem;margin:2rem 0;grid-template-columns:repeat(auto-fit,minmax(min(100%,31rem),1fr))}
.apis>section,pre{border:1px solid var(--line);border-radius:14px;background:var(--card)}
.apis>section{padding:1.25rem 1.5rem;min-width:0}
.connect{display:grid;gap:.5rem;margin:0 0 1rem;padding:0;list-style:none}
.connect a{display:block;padding:.5rem .9rem;border:1px solid var(--accent);border-radius:9px;font-weight:600;text-decoration:none}
.connect a:hover{background:var(--sunken)}
.connect li:first-child a{background:var(--accent);color:var(--on-accent)}
table{width:100%;border-collapse:collapse;font-size:.875rem}
th{color:var(--soft);font-weight:500;text-align:left}
td,th{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child{color:var(--soft)}
.places{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:1rem 0 0;font-size:.9375rem}
.places a{padding:.15rem 0}
td code{white-space:nowrap}td small code{white-space:normal}
code,pre{font-family:ui-monospace,monospace;font-size:.875rem}code{overflow-wrap:anywhere}
pre{margin:.5rem 0 0;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere}
button{margin:.5rem 0 0;padding:.35rem .9rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;font:inherit;font-size:.875rem;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:34rem){main{padding-top:1.75rem}.apis>section{padding:1rem}thead{display:none}tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}td{display:block;padding:0;border:0}}
`;
