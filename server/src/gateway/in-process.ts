import type { ApiConfig, InProcessHandler } from '../config/index.ts';
import { agreedHeaders } from '../guard/agreement-headers.ts';
import type { Decide } from '../guard/decision.ts';
import { METHOD_OVERRIDES } from '../guard/method-override.ts';
import { refusalAnswer } from '../guard/refusal-answer.ts';
import { send } from '../http/exchange.ts';
import { wantBody } from '../http/expectation.ts';
import type { Front } from './way-in.ts';

/**
 * Hands permitted calls to an API in the same process, with who makes them. `load` is awaited once. A handler
 * that throws is answered for by the caller of this function.
 */
export async function createInProcess(
  config: ApiConfig,
  load: () => Promise<InProcessHandler>,
  decide: Decide,
): Promise<Front> {
  const handler = await load();
  const handle: Front['handle'] = async (request, response, call) => {
    const decision = await decide(call);
    if (decision.outcome === 'deny') return send(response, refusalAnswer(decision.refusal));
    // `loadOperations` lets no operation of such an API be public.
    if (decision.caller === null) throw new Error(`${call.method} was let through without a caller.`);
    for (const [name, value] of Object.entries(decision.headers)) response.setHeader(name, value);
    // It is told who calls; the token is not its business.
    delete request.headers.authorization;
    delete request.headers.dpop;
    // No framework in there is to take the call for another one than was judged.
    for (const name of METHOD_OVERRIDES) delete request.headers[name];
    Object.assign(request.headers, agreedHeaders(config, decision.agreement));
    wantBody(request);
    await handler(request, response, decision.caller);
  };
  return { handle };
}
