import type { Api } from '../api.ts';
import type { Route } from '../http/inbound.ts';
import { DASHBOARD } from '../pages/dashboard-path.ts';
import { builtFile } from './files.ts';
import { dashboardShell } from './shell.ts';

/** Returns the routes of the browser application. It has no door of its own to data: it calls the management API. */
export function dashboardRoutes(api: Api): Route[] {
  const hosts = [new URL(api.address.issuer).hostname];
  const get = (path: string, handle: Route['handle']): Route => ({ hosts, method: 'GET', path, handle });
  return [
    get(DASHBOARD, (request) => dashboardShell(api, request)),
    get(`${DASHBOARD}/*`, (request) => dashboardShell(api, request)),
    get(`${DASHBOARD}/assets/:file`, (request, { file = '' }) => builtFile(request, file)),
  ];
}
