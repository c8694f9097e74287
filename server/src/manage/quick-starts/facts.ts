import type { Api } from '../../api.ts';
import { type Client, usesSecret } from '../../model/index.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import type { Facts } from './snippet.ts';

/** Returns what a first program of a client needs to know. */
export function factsOf({ address }: Api, { operations }: OperationTable, client: Client): Facts {
  const { token, authorization } = address.endpoints;
  // One that about no customer is open to a platform's own token, and needs no parameter.
  const simple = operations.filter(({ method, template }) => method === 'GET' && !template.includes('{'));
  const first = simple.find(({ customerData }) => !customerData) ?? simple[0];
  const needs = first?.scopes.find((alternative) =>
    alternative.every((each) => client.scopes.includes(each)),
  );
  return {
    clientId: client.id,
    hasSecret: usesSecret(client),
    ...{ token, authorization },
    redirectUri: client.redirectUris[0] ?? '',
    scope: (needs && needs.length > 0 ? needs : client.scopes.slice(0, 1)).join(' '),
    call: first && needs ? `${address.apiIn(client.mode)}${first.template}` : null,
  };
}
