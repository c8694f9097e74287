import { SELECTION_HEADER } from '../../../../wire/names.ts';
import type { Api } from '../../api.ts';
import { selectedResources } from '../../guard/identity/selection.ts';
import { json, NO_STORE } from '../../http/answer.ts';
import { type InternalEndpoint, nothing, only, READ, single, withGuardKey } from './endpoint.ts';

/**
 * `selection`: the selected resources that an identity refers to, for an API that has the guard key. Answers
 * 404 if the selection has changed since: the API then refuses the call, and the next identity refers to the
 * new selection.
 */
export const selection: InternalEndpoint<{ api: Api }> = {
  path: 'selection',
  answer: withGuardKey(
    only(READ, async ({ api }, request) => {
      const resources = await selectedResources(api, single(request, SELECTION_HEADER) ?? '');
      return resources === null ? nothing() : json(200, { resources }, NO_STORE);
    }),
  ),
};
