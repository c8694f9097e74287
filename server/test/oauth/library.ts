import * as client from 'openid-client';
import { ACCOUNTS, secretOf } from './acme.ts';
import type { Served } from './serve.ts';

/** openid-client as one of the clients: it asks for real host names, which are all behind the one test server. */
export function library(served: Served, clientId: string): Promise<client.Configuration> {
  const throughServer: client.CustomFetch = async (address, options) => {
    const url = new URL(address);
    const body = options.body == null ? '' : await new Response(options.body as BodyInit).text();
    const reply = await served.call({
      method: options.method,
      host: url.host,
      path: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(options.headers)),
      body,
    });
    const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers });
  };
  const auth = client.ClientSecretBasic(secretOf(clientId));
  return client.discovery(new URL(`https://${ACCOUNTS}`), clientId, undefined, auth, {
    algorithm: 'oauth2',
    [client.customFetch]: throughServer,
  });
}
