import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type GatewayFront, type GatewaySettings, gateway, gatewaySettings } from '../../src/config/index.ts';
import { createFront } from '../../src/gateway/create-front.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { type Listening, listen, listenFront } from './sockets.ts';

/** An API behind the gateway, both on sockets of their own. */
export interface Proxied {
  world: World;
  upstream: Listening;
  front: Pick<Listening, 'port' | 'close'>;
  /** Headers of a call that is permitted. */
  bearer: { host: string; authorization: string };
  /** Calls that reached the API since `behind`. */
  reached: IncomingMessage[];
  /** Says what the API does with the calls that follow. */
  behind(listener: RequestListener): void;
  close(): Promise<void>;
}

export async function openProxied(settings: Partial<GatewayFront> = {}): Promise<Proxied> {
  let answer: RequestListener = (_incoming, response) => response.end();
  const upstream = await listen((incoming, response) => {
    proxied.reached.push(incoming);
    answer(incoming, response);
  });
  const world = await openWorld({
    front: gateway({ upstream: upstream.origin, ...settings }),
    limits: { client: { calls: 100_000, per: 60 } },
  });
  const front = await listenFront(world.api, await createFront(world.api, world.decide));
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  const proxied: Proxied = {
    world,
    upstream,
    front,
    bearer: { host: LIVE, authorization: `Bearer ${token}` },
    reached: [],
    behind(listener) {
      proxied.reached = [];
      answer = listener;
    },
    async close() {
      await front.close();
      await upstream.close();
      await world.close();
    },
  };
  return proxied;
}

/** Settings of a gateway to `upstream`, as a configuration would have them. */
export function settingsFor(upstream: string, over: Partial<GatewayFront> = {}): GatewaySettings {
  return gatewaySettings.parse({ kind: 'gateway', upstream, ...over });
}

/** Answers with the call as it arrived. */
export function echo(incoming: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.rawHeaders }));
}
