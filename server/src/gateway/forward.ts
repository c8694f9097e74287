import type { Api } from '../api.ts';
import { originOf } from '../config/addressing/protected-resource.ts';
import type { GatewaySettings } from '../config/index.ts';
import type { Decide } from '../guard/decision.ts';
import { createIdentities } from '../guard/identity/of-nobody.ts';
import { refusalAnswer } from '../guard/refusal/answer.ts';
import { agreedHeaders } from '../guard/versions/agreement-headers.ts';
import { type Answer, problem } from '../http/answer.ts';
import { announcesBody, prepare, preparedFor, send } from '../http/exchange.ts';
import { upgradeOf } from '../http/upgrade.ts';
import { createCircuit } from './circuit.ts';
import { forwardedHeaders, forwardedTrailers } from './forwarded-headers.ts';
import type { Front } from './front.ts';
import { http1Connection, http1Upstream } from './http1-upstream.ts';
import { http2Upstream } from './http2-upstream.ts';
import { relocateFrom } from './location.ts';
import { NotPassable, type Passage, pass } from './pass.ts';
import { inputRead, isRepeatable } from './upstream.ts';
import { openWebSocket } from './web-socket.ts';

/**
 * The reverse proxy. Path and query are forwarded byte for byte as they were judged, so that the upstream
 * cannot see a path that the guard did not. Bodies stream in both directions. The upstream learns the caller
 * from `Latchkey-Identity`; the token is not forwarded.
 */
export function createForward(api: Api, settings: GatewaySettings, decide: Decide): Front {
  const { upstream: origin, timeouts } = settings;
  const upstream = settings.http2 ? http2Upstream(origin) : http1Upstream(origin);
  // A separate pool, since the connections of WebSockets are never reused.
  const webSockets = settings.webSockets ? http1Connection(origin) : null;
  const circuit = createCircuit(settings.circuit, api);
  const relocated = relocateFrom(origin);
  const identityOf = createIdentities(api);
  const unanswered = (reason: string) =>
    api.log.warn({ api: api.config.name, reason }, 'the API behind did not answer');

  return {
    circuit: circuit.outlook,
    close() {
      upstream.close();
      webSockets?.close();
    },
    async handle(request, response, call) {
      const decision = await decide(call);
      if (decision.outcome === 'deny') return send(response, refusalAnswer(decision.refusal));
      // The caller may have left while the decision was made.
      if (response.destroyed) return;
      prepare(response, { ...preparedFor(response), ...decision.headers });
      const enter = circuit.enter();
      if (enter === null) return send(response, resting(circuit.retryAfter()));
      const began = performance.now();
      const span = call.span?.child('upstream', 'client');
      const settled: Passage['settled'] = (outcome) => {
        enter(outcome);
        api.runtime.measures.passedOn(outcome, performance.now() - began);
        span?.end({ 'latchkey.outcome': outcome }, outcome === 'failed');
      };
      const identity = identityOf(call, decision);
      const judged = {
        accountHeader: api.config.accountHeader,
        agreed: {
          ...agreedHeaders(api.config, decision.agreement),
          ...(span && { traceparent: span.traceparent() }),
        },
      };
      const headers = forwardedHeaders(request, call, identity, judged);
      const outgoing = {
        method: call.method,
        path: call.query === '' ? call.path : `${call.path}?${call.query}`,
        headers,
        hasBody: announcesBody(request),
        trailers: () => forwardedTrailers(request, judged),
      };
      const relocate = relocated(() => originOf(api, call.host));
      const passage = { request, response, call: outgoing, relocate, timeouts, settled, unanswered };
      const upgrade = upgradeOf(request);
      try {
        if (upgrade && webSockets) await openWebSocket({ ...passage, upgrade, connection: webSockets });
        else {
          if (!isRepeatable(outgoing)) await inputRead();
          if (response.destroyed) settled('gone');
          else await pass({ ...passage, upstream });
        }
      } catch (error) {
        if (!(error instanceof NotPassable)) throw error;
        send(
          response,
          problem({
            status: 400,
            code: 'invalid_request',
            detail: 'The headers of the call cannot be passed on.',
          }),
        );
      }
    },
  };
}

function resting(seconds: number): Answer {
  const detail = `The API behind Latchkey has not answered for a while and is given a rest; try again in ${seconds} s.`;
  const headers = { 'retry-after': String(seconds) };
  return problem({ status: 503, code: 'unavailable', detail, headers });
}
