import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { calls } from './calls.ts';
import { check } from './check.ts';
import { decisions } from './decisions.ts';
import type { Behind, InternalEndpoint } from './endpoint.ts';
import { envoy } from './envoy.ts';
import { events } from './events.ts';
import { jwks } from './jwks.ts';
import { resourceMetadata } from './resource-metadata.ts';
import { selection } from './selection.ts';
import { isSigned, signedExchange } from './signed-exchange.ts';

/** What programs that work with Latchkey ask and tell it, below `/.latchkey/<api>/`. */
export const ENDPOINTS: readonly InternalEndpoint[] = [
  check,
  envoy,
  jwks,
  resourceMetadata,
  selection,
  decisions,
  events,
  calls,
];

const PREFIX = '/.latchkey/';

/** An internal request: the API that it names, and what answers it. */
export interface InternalRoute {
  api: string;
  answer(at: Behind, request: Inbound): Answer | Promise<Answer>;
}

/** Returns `null` for the path of a call, a page or anything else that is no internal endpoint. */
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
    answer: (at, request) =>
      isSigned(request)
        ? signedExchange(at.api, path, request, async (inner) => endpoint.answer(at, inner, path))
        : endpoint.answer(at, request, path),
  };
}
