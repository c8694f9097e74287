import { json, NO_STORE, problem } from '../../http/answer.ts';
import { usagePage } from '../../usage/page.ts';
import { type InternalApi, type InternalEndpoint, only, READ, withGuardKey } from './endpoint.ts';

/** `usage`: how many calls each hour had, of all clients, for the API's owner. */
export const usage: InternalEndpoint<Pick<InternalApi, 'api'>> = {
  path: 'usage',
  answer: withGuardKey(
    only(READ, async ({ api }, { query }) => {
      const page = await usagePage(api, { by: 'owner' }, query);
      if (page.ok) return json(200, page.value, NO_STORE);
      return problem({ status: 400, code: 'invalid_request', detail: page.problem });
    }),
  ),
};
