import { leastScopes } from '../../access/least-scopes.ts';
import type { Api } from '../../api.ts';
import { type Client, usesSecret } from '../../model/index.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import type { Facts } from './snippet.ts';

/** Returns what a first program of a client needs to know. */
export function factsOf({ address, config }: Api, { operations }: OperationTable, client: Client): Facts {
  const { token, authorization } = address.endpoints;
  const scopesFor = (wanted: (typeof operations)[number]) =>
    leastScopes(config.scopes, { offered: client.scopes, wanted: [wanted], all: operations });
  // A call about no customer is open to a platform's own token.
  const simple = operations.filter(
    (each) =>
      each.method === 'GET' &&
      !each.public &&
      !each.template.includes('{') &&
      scopesFor(each).closed.length === 0,
  );
  const first = simple.find(({ customerData }) => !customerData) ?? simple[0];
  const needs = first ? scopesFor(first).scopes : [];
  const call = first ? `${address.apiIn(client.mode)}${first.template}` : null;
  return {
    clientId: client.id,
    hasSecret: usesSecret(client),
    ...{ token, authorization },
    redirectUri: client.redirectUris[0] ?? '',
    scope: (needs.length > 0 ? needs : client.scopes.slice(0, 1)).join(' '),
    call,
    userCall: client.kind === 'platform' && config.accountHeader !== undefined ? null : call,
  };
}
