import type { Api } from '../../api.ts';
import { selectedResources } from '../../guard/selection.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { getOnly, nothing, single } from './check.ts';
import { provesGuardKey, strangersFindNothing } from './guard-key.ts';

/**
 * `selection`: the selected resources that an identity refers to, for an API that proves to be one by the guard key. 404
 * when the selection has changed since: the call is then to be refused, and the next identity refers to the new one.
 */
export async function selectionRoute(api: Api, request: Inbound): Promise<Answer> {
  if (!provesGuardKey(api, request)) return strangersFindNothing();
  if (request.method !== 'GET' && request.method !== 'HEAD') return getOnly();
  const resources = await selectedResources(api, single(request, 'latchkey-selection') ?? '');
  return resources === null ? nothing() : json(200, { resources }, NO_STORE);
}
