import type { Api } from '../api.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Route } from '../http/inbound.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { managementDocument } from './api/document.ts';
import { endpointOf } from './api/endpoint.ts';
import type { Parts } from './api/parts.ts';
import { directoryRoutes } from './directory/routes.ts';
import { OPERATIONS } from './operations.ts';

/** Where the document is, below the base address. */
export const DOCUMENT = '/openapi.json';

/** The routes of the management API, on the issuer's host. */
export function managementRoutes(api: Api, operations: OperationTable, parts: Parts): Route[] {
  const hosts = [new URL(api.address.issuer).hostname];
  let document: Answer | null = null;
  return [
    {
      hosts,
      method: 'GET',
      path: `${api.config.management.path}${DOCUMENT}`,
      // Anybody may read it, so it is made once.
      async handle() {
        document ??= json(200, managementDocument(api, OPERATIONS), { 'cache-control': 'no-cache' });
        return { ...document, headers: { ...document.headers } };
      },
    },
    ...directoryRoutes(api),
    ...OPERATIONS.map((operation) => endpointOf({ api, operations, parts }, operation, hosts)),
  ];
}
