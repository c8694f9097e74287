import { ICON } from 'latchkey/start';

export interface Steps {
  /** Turns the code into tokens, and keeps the answer in a shell variable. */
  exchange: string;
  /** A first call with what that variable holds. */
  call: string;
  /** Where the person who consented takes it back. */
  connections: { title: string; url: string };
}

/** The page at the client on which a connected customer lands. `steps` is `null` for an answer nobody waits for. */
export function tourPage(answer: URLSearchParams, steps: Steps | null): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tour</title>
<link rel="icon" href="${ICON}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1rem/1.5 system-ui;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#16191f}
h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.5rem 0}
pre{background:#f2f4f7;padding:1rem;margin:0;border-radius:.5rem;white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
<body>${body(answer, steps)}</body></html>`;
}

function body(answer: URLSearchParams, steps: Steps | null): string {
  const error = answer.get('error');
  if (error) {
    return `<h1>Not connected</h1><p>The API sent you back with <code>${escaped(error)}</code>: ${escaped(
      answer.get('error_description') ?? 'it gave no reason',
    )}</p>`;
  }
  if (!steps) {
    return `<h1>Back at the client</h1><p>This answer belongs to no link that was followed here, so a client refuses it
(<code>state</code> and <code>iss</code> are checked). Follow a Connect link of the terminal.</p>`;
  }
  return `<h1>Connected</h1>
<p>You are back at the client, which now has a code. It counts once, for a minute. Paste these into a terminal:</p>
<h2>1. Exchange the code for tokens</h2><pre>${escaped(steps.exchange)}</pre>
<h2>2. Call the API</h2><pre>${escaped(steps.call)}</pre>
<h2>3. Take it back</h2>
<p>Under <a href="${escaped(steps.connections.url)}">${escaped(steps.connections.title)}</a> the customer sees this
connection and can end it. Then paste step 2 again: the refusal says why, and what to do.</p>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
