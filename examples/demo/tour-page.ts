import { createHash } from 'node:crypto';
import { ICON } from 'latchkey/serve';
import type { ApiTour } from './api-tour.ts';
import { type Reached, shellQuoted } from './tour.ts';
import { TOUR_STYLE } from './tour-style.ts';
import { hostsLine, type TourFiles } from './tour-text.ts';

export interface Steps {
  /** Exchanges the code for tokens and stores the answer in a shell variable. */
  exchange: string;
  /** A first call with the token in that variable. */
  call: string;
  /** Where the user revokes the connection. */
  connections: { title: string; url: string };
  /** Where the platform's received webhooks are shown; `null` if it has no endpoint. */
  webhooks: string | null;
}

/** Adds a copy button to each command. The pages work without it. */
const COPY = `for (const pre of document.querySelectorAll('pre')) {
  const button = document.createElement('button');
  button.textContent = 'Copy';
  button.onclick = () => navigator.clipboard.writeText(pre.textContent)
    .then(() => { button.textContent = 'Copied'; }, () => getSelection().selectAllChildren(pre));
  pre.after(button);
}`;

/** Allows only that script, whatever an address contains. */
export const TOUR_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  `script-src 'sha256-${createHash('sha256').update(COPY).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Returns the client's page after a connection. `steps` is `null` for an answer that was not expected. */
export function tourPage(answer: URLSearchParams, steps: Steps | null): string {
  return document('Tour', body(answer, steps));
}

/** Returns the first page of the tour. It has no tokens, because every user of this machine can open it. */
export function startPage(reached: Reached, tours: readonly ApiTour[], files: TourFiles): string {
  return document(
    'Latchkey',
    `<h1>Latchkey is up</h1>
<p>It runs these APIs, each from one short configuration file. Follow a link that connects: sign in, read what the application asks for, allow it,
and the next page has the commands of the client.</p>
<div class="apis">${tours.map(section).join('')}</div>
<h2>Commands</h2>
<p>They contain tokens, so they are in a file that only you can read:</p>
<pre>cat ${escaped(shellQuoted(files.tour))}</pre>
<p>For programs: <code>${escaped(files.demo)}</code></p>
${reached.ca ? '' : hosts(tours)}`,
  );
}

function section({ title, addresses, people, connect }: ApiTour): string {
  const links = (list: readonly [string, string][]) =>
    list.map(([text, to]) => `<a href="${escaped(to)}">${escaped(text)}</a>`);
  const connecting = links(connect.map(({ say, link }) => [say, link]));
  return `<section><h2>${escaped(title)}</h2>
<ul class="connect">${connecting.map((link) => `<li>${link}</li>`).join('')}</ul>
<table><thead><tr><th scope="col">Sign in as, with the password</th><th scope="col">Who it is</th></tr></thead><tbody>${people
    .map(
      ({ email, password, place }) =>
        `<tr><td><code>${escaped(email)}</code><br><code>${escaped(password)}</code></td><td>${escaped(place)}</td></tr>`,
    )
    .join('')}</tbody></table>
<p class="places">${links(addresses.map(({ name, address }) => [name, address])).join(' ')}</p></section>
`;
}

function hosts(tours: readonly ApiTour[]): string {
  return `<h2>Names</h2><p>Browsers and curl resolve <code>*.localhost</code> themselves. On Linux, Node and Python do not; they need this line in
<code>/etc/hosts</code>:</p><pre>${escaped(hostsLine(tours))}</pre>`;
}

/** `head` is HTML for the head of the page. */
export function document(title: string, inside: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}
<link rel="icon" href="${ICON}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${TOUR_STYLE}</style></head>
<body><main>${inside}</main><script>${COPY}</script></body></html>`;
}

function body(answer: URLSearchParams, steps: Steps | null): string {
  const error = answer.get('error');
  if (error) {
    return `<h1>Not connected</h1><p>The API sent you back with <code>${escaped(error)}</code>: ${escaped(
      answer.get('error_description') ?? 'it gave no reason',
    )}</p>`;
  }
  if (!steps) {
    const code = answer.get('code');
    return `<h1>Back at the client</h1><p>This answer belongs to no link that was followed here, so the client refuses it
(<code>state</code> and <code>iss</code> are checked). Follow a link of <a href="/">the tour</a>.</p>${
      code === null
        ? ''
        : `<p>A program of the dashboard, which you started yourself, goes on with this code:</p><pre>${escaped(code)}</pre>`
    }`;
  }
  return `<h1>Connected</h1>
<p>You are back at the client, which now has a code. It works once, within a minute; after that, follow the link
of <a href="/">the tour</a> again. Paste these commands into a terminal:</p>
<h2>1. Redeem the code for tokens</h2><pre>${escaped(steps.exchange)}</pre>
<h2>2. Call the API</h2><pre>${escaped(steps.call)}</pre>
<h2>3. Revoke it</h2>
<p>Under <a href="${escaped(steps.connections.url)}">${escaped(steps.connections.title)}</a> the customer sees this
connection and can end it. Then paste step 2 again: the refusal says why, and what helps.</p>${told(steps)}`;
}

function told({ webhooks }: Steps): string {
  if (webhooks === null) return '';
  return `<p>The platform is told by a webhook within a second: <a href="${escaped(webhooks)}">what its server received</a>.</p>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
