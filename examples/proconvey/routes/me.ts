import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { notFound } from '../../contract/problem.ts';
import type { RecordsOf } from '../organisation-records.ts';
import type { Organisation } from '../types.ts';

/** The caller, their colleagues, and the organisation. */
export function meHandlers(records: RecordsOf, now: () => string): Handlers {
  return {
    getMe: ({ caller }) => ({
      user: caller.user,
      organisation: caller.tenant,
      client: caller.client,
      connected_account_id: caller.connectedAccount,
      token: caller.token,
      scopes: caller.scopes,
      mode: caller.mode,
    }),

    getMeWithOrganisation: ({ caller }) => ({
      user: caller.user,
      organisation: theOrganisation(records(caller)),
      client: caller.client,
      connected_account_id: caller.connectedAccount,
      token: caller.token,
      scopes: caller.scopes,
      mode: caller.mode,
    }),

    listUsers: ({ caller, query }) => records(caller).people.page(pageRequest(query)),

    getOrganisation: ({ caller }) => theOrganisation(records(caller)),

    updateOrganisation: ({ caller, body }) => {
      const own = records(caller);
      const { id } = theOrganisation(own);
      const changes = body as Partial<Organisation>;
      return own.organisation.update(id, { ...changes, updated_at: now() });
    },
  };
}

function theOrganisation(own: ReturnType<RecordsOf>): Organisation {
  const found = own.organisation.page({ limit: 1, after: null }).data[0];
  if (!found) throw notFound();
  return found;
}
