import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { calls } from './calls.ts';
import { check } from './check.ts';
import { decisions } from './decisions.ts';
import type { InternalApi, InternalEndpoint } from './endpoint.ts';
import { envoy } from './envoy.ts';
import { events } from './events.ts';
import { jwks } from './jwks.ts';
import { resourceMetadata } from './resource-metadata.ts';
import { selection } from './selection.ts';
import { isSigned, signedExchange } from './signed-exchange.ts';
import { usage } from './usage.ts';

/** The endpoints below `/.latchkey/<api>/`, for proxies, SDKs and the API owner's programs. */
export const ENDPOINTS: readonly InternalEndpoint[] = [
  check,
  envoy,
  jwks,
  resourceMetadata,
  selection,
  decisions,
  events,
  calls,
  usage,
];

const PREFIX = '/.latchkey/';

/** An internal request: the API that it names, and the endpoint. */
export interface InternalRoute {
  api: string;
  /** Its path template. */
  name: string;
  answer(at: InternalApi, request: Inbound): Answer | Promise<Answer>;
}

/** Returns `null` for any path that is not below an internal endpoint. */
export function internalRoute(requested: string): InternalRoute | null {
  if (!requested.startsWith(PREFIX)) return null;
  const [api = ''] = requested.slice(PREFIX.length).split('/', 1);
  const path = requested.slice(PREFIX.length + api.length + 1);
  const endpoint = ENDPOINTS.find((each) =>
    each.path.endsWith('/') ? path.startsWith(each.path) : path === each.path,
  );
  if (!endpoint) return null;
  return {
    api,
    name: `${PREFIX}:api/${endpoint.path}`,
    answer: (at, request) =>
      isSigned(request)
        ? signedExchange(at.api, path, request, async (inner) => endpoint.answer(at, inner, path))
        : endpoint.answer(at, request, path),
  };
}
