import type { IncomingMessage } from 'node:http';
import type { ApiConfig, InProcessHandler } from '../config/index.ts';
import type { Decide } from '../guard/decision.ts';
import { METHOD_OVERRIDES } from '../guard/identify/method-override.ts';
import { refusalAnswer } from '../guard/refusal/answer.ts';
import { agreedHeaders } from '../guard/versions/agreement-headers.ts';
import { preparedFor, send } from '../http/exchange.ts';
import { wantBody } from '../http/expectation.ts';
import type { Front } from './front.ts';

/**
 * Headers that the API must not see: the token, which it does not need, and method overrides, by which a
 * framework would run another call than was judged.
 */
const NOT_FOR_THE_API: readonly string[] = ['authorization', 'dpop', ...METHOD_OVERRIDES];

/**
 * Passes permitted calls with their caller to an API in the same process. `load` is awaited once. If the
 * API's handler throws, the error propagates to the caller of this function.
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
    const ours = { ...preparedFor(response), ...decision.headers };
    for (const [name, value] of Object.entries(ours)) response.setHeader(name, value);
    replaceHeaders(request, NOT_FOR_THE_API, agreedHeaders(config, decision.agreement));
    wantBody(request);
    await handler(request, response, decision.caller);
  };
  return { handle };
}

/** Removes headers and sets others, also in `rawHeaders`, which some frameworks read. */
function replaceHeaders(
  request: IncomingMessage,
  without: readonly string[],
  instead: Record<string, string>,
): void {
  const { headers, headersDistinct, rawHeaders } = request;
  for (const name of without) {
    delete headers[name];
    delete headersDistinct[name];
  }
  for (const [name, value] of Object.entries(instead)) {
    headers[name] = value;
    headersDistinct[name] = [value];
  }
  const gone = new Set([...without, ...Object.keys(instead)]);
  const kept = rawHeaders.filter(
    (_, index) => !gone.has(rawHeaders[index - (index % 2)]?.toLowerCase() ?? ''),
  );
  request.rawHeaders = [...kept, ...Object.entries(instead).flat()];
}
