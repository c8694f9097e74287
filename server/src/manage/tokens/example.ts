import { expandScopes } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import type { PersonalToken } from '../../model/index.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';

/** Returns a curl command that works with a new token, or `null` if it opens no operation that is called without an id. */
export function exampleCall(
  { config, address }: Pick<Api, 'config' | 'address'>,
  { operations }: Pick<OperationTable, 'operations'>,
  { scopes, mode }: Pick<PersonalToken, 'scopes' | 'mode'>,
  token: string,
): string | null {
  const held = expandScopes(config.scopes, scopes);
  const found = operations.find(
    ({ method, template, scopes: ways }) =>
      method === 'GET' &&
      !template.includes('{') &&
      ways.some((way) => way.length > 0 && way.every((scope) => held.has(scope))),
  );
  const host = Object.entries(config.domains).find(([, each]) => each.mode === mode && !each.separate)?.[0];
  if (!found || host === undefined) return null;
  const { protocol, port } = new URL(address.origin);
  const origin = `${protocol}//${address.hostOf(host)}${port === '' ? '' : `:${port}`}`;
  return `curl '${origin}${found.template}' -H 'Authorization: Bearer ${token}'`;
}
