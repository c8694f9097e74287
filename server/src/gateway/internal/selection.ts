import type { Api } from '../../api.ts';
import { selectedResources } from '../../guard/identity/selection.ts';
import { json, NO_STORE } from '../../http/answer.ts';
import { type InternalEndpoint, nothing, only, READ, single, withGuardKey } from './endpoint.ts';

/**
 * `selection`: the selected resources that an identity refers to, for an API that proves to be one by the guard key. 404
 * when the selection has changed since: the call is then to be refused, and the next identity refers to the new one.
 */
export const selection: InternalEndpoint<{ api: Api }> = {
  path: 'selection',
  answer: withGuardKey(
    only(READ, async ({ api }, request) => {
      const resources = await selectedResources(api, single(request, 'latchkey-selection') ?? '');
      return resources === null ? nothing() : json(200, { resources }, NO_STORE);
    }),
  ),
};
