import type { Api } from '../../api.ts';
import { json, NO_STORE } from '../../http/answer.ts';
import type { Route } from '../../http/inbound.ts';
import { usagePage } from '../../usage/page.ts';
import { askingPlatform } from '../bearer/asking-platform.ts';
import { challenge } from '../bearer/presented-access.ts';

/** How many calls each hour had, for a platform with the token that it got for itself: its own calls alone. */
export function usageEndpoint(api: Api): Route['handle'] {
  return async (request) => {
    const platform = await askingPlatform(api, request);
    if (!platform.ok) return challenge(api, platform.problem);
    const asking = { by: 'platform', clientId: platform.value.id } as const;
    const page = await usagePage(api, asking, request.query);
    if (page.ok) return json(200, page.value, NO_STORE);
    return json(400, { error: 'invalid_request', error_description: page.problem }, NO_STORE);
  };
}
