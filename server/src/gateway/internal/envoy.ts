import type { Inbound } from '../../http/inbound.ts';
import { answerCheck, type Checking } from './check.ts';
import { type InternalEndpoint, single, withGuardKey } from './endpoint.ts';

/**
 * `envoy/…`: the same as `check`, for Envoy, which sends the method, path and query of the call itself, below
 * this prefix, and with its `Host`.
 */
export const envoy: InternalEndpoint<Checking> = {
  path: 'envoy/',
  answer: withGuardKey(({ api, decide }, request, path) =>
    answerCheck({ api, decide }, asProxyAsks(request, path.slice('envoy'.length))),
  ),
};

function asProxyAsks(request: Inbound, path: string): Inbound {
  const told = {
    'x-forwarded-method': request.method,
    'x-forwarded-host': single(request, 'host'),
    'x-forwarded-uri': request.query === '' ? path : `${path}?${request.query}`,
  };
  return { ...request, headers: { ...request.headers, ...told } };
}
