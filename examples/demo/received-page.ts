import type { Received } from './receiver.ts';
import { document, escaped } from './tour-page.ts';

/** Seconds between two loads, so that the page needs no script and no connection that stays open. */
const LOADS_AGAIN_AFTER = 1;

/** Returns the page of what the platforms' receivers got, the newest first. */
export function receivedPage(received: readonly Received[]): string {
  const rows = received.map(
    ({ platform, type, data, id, at }) =>
      `<tr><td>${at.toISOString().slice(11, 23)}</td><td>${escaped(platform)}</td><td><code>${escaped(type)}</code><br>
<small><code>${escaped(JSON.stringify(data))}</code><br>${escaped(id)}</small></td></tr>`,
  );
  return document(
    'Webhooks received',
    `<h1>Webhooks that arrived</h1>
<p>Each request was signed, and its signature verified with the library of Standard Webhooks. This page loads itself again.</p>
${rows.length === 0 ? '<p>Nothing yet: connect a platform, or end a connection.</p>' : `<table>${rows.join('')}</table>`}
<p><a href="/">Tour</a></p>`,
    `<meta http-equiv="refresh" content="${LOADS_AGAIN_AFTER}">`,
  );
}
