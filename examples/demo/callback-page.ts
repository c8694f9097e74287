import type { RequestListener } from 'node:http';
import { type Demonstrated, exchangeCommand } from './tour.ts';

/**
 * Plays the client's side for a person who follows the tour: the page a connected customer is sent back to,
 * with the command that turns the code into tokens.
 */
export function callbackPage(demonstrated: () => Demonstrated[], port: () => number): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://tour.localhost');
    if (!request.headers.host?.startsWith('tour.localhost') || url.pathname !== '/callback') {
      response.writeHead(421, { 'content-type': 'text/plain' });
      response.end('No API is served under this host name. The terminal shows the addresses.\n');
      return;
    }
    const code = url.searchParams.get('code');
    const error = url.searchParams.get('error');
    const command =
      code &&
      exchangeCommand(
        demonstrated(),
        { iss: url.searchParams.get('iss') ?? '', code, clientId: url.searchParams.get('state') ?? '' },
        port(),
      );
    const body = command
      ? `<h1>Connected</h1><p>The client now has a code that lives a minute. It exchanges the code like this:</p>
         <pre>${escaped(command)}</pre><p>The answer holds the access token for the API.</p>`
      : code
        ? '<h1>Back at the client</h1><p>A code has arrived; its client exchanges it at the token endpoint.</p>'
        : `<h1>Not connected</h1><p>${escaped(url.searchParams.get('error_description') ?? error ?? 'No answer came.')}</p>`;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    });
    response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tour</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>body{font:1rem/1.5 system-ui;max-width:46rem;margin:10vh auto;padding:0 1rem}
      pre{background:#f2f4f7;padding:1rem;overflow:auto;border-radius:.5rem}</style></head>
      <body>${body}</body></html>`);
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
