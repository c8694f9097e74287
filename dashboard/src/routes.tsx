import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { isDevelopment } from './data/boot.ts';
import { Failed } from './shell/failed.tsx';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { SignedIn } from './shell/signed-in.tsx';

const root = createRootRoute({ notFoundComponent: NotFound });
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const signedIn = createRoute({ getParentRoute: () => root, path: '/signed-in', component: SignedIn });

/** A page that is loaded when it is first opened. */
const page = <Name extends string>(
  path: string,
  load: () => Promise<Record<Name, React.ComponentType>>,
  name: Name,
) => createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load, name) });

const endpointPage = () => import('./pages/webhooks/endpoint-page.tsx');
const clientPage = () => import('./pages/client/client-page.tsx');

const developer = [
  page('/', () => import('./pages/overview.tsx'), 'Overview'),
  page('/applications', () => import('./pages/developer/applications.tsx'), 'Applications'),
  page('/applications/new', () => import('./pages/developer/new-application.tsx'), 'NewApplication'),
  page('/applications/$client', clientPage, 'ClientPage'),
  page('/applications/$client/webhooks/$webhook', endpointPage, 'EndpointPage'),
];

const owner = [
  page('/owner/tenants', () => import('./pages/owner/tenants.tsx'), 'Tenants'),
  page('/owner/tenants/$tenant', () => import('./pages/tenant/tenant-page.tsx'), 'TenantPage'),
  page('/owner/users', () => import('./pages/owner/users.tsx'), 'Users'),
  page('/owner/users/$user', () => import('./pages/owner/user-page.tsx'), 'UserPage'),
  page('/owner/clients', () => import('./pages/owner/clients.tsx'), 'Clients'),
  page('/owner/clients/$client', clientPage, 'ReviewedClientPage'),
  page('/owner/registered', () => import('./pages/owner/registered.tsx'), 'Registered'),
  page(
    '/owner/tenants/$tenant/connections/$connection',
    () => import('./pages/connections/connection-page.tsx'),
    'ConnectionPage',
  ),
  page('/owner/alerts', () => import('./pages/connections/alerts.tsx'), 'Alerts'),
  page('/owner/developers', () => import('./pages/owner/developers.tsx'), 'Developers'),
  page('/owner/personal-tokens', () => import('./pages/owner/personal-tokens.tsx'), 'AllPersonalTokens'),
  page('/owner/settings', () => import('./pages/owner/settings.tsx'), 'Settings'),
  page('/owner/dialects', () => import('./pages/owner/dialects.tsx'), 'Dialects'),
  page('/owner/keys', () => import('./pages/owner/keys.tsx'), 'Keys'),
  page('/owner/nodes', () => import('./pages/owner/nodes.tsx'), 'Nodes'),
  page('/owner/scopes', () => import('./pages/owner/scopes.tsx'), 'Scopes'),
  page('/owner/plans', () => import('./pages/owner/plans.tsx'), 'Plans'),
  page('/owner/usage', () => import('./pages/owner/usage.tsx'), 'ApiUsage'),
  page('/owner/audit', () => import('./pages/owner/audit.tsx'), 'Audit'),
  page('/owner/webhooks', () => import('./pages/webhooks/endpoints.tsx'), 'OwnWebhooks'),
  page('/owner/webhooks/$webhook', endpointPage, 'EndpointPage'),
  page('/owner/operators', () => import('./pages/owner/operators.tsx'), 'Operators'),
  page('/owner/tokens', () => import('./pages/owner/tokens.tsx'), 'Tokens'),
];

const parts = isDevelopment ? [page('/ui', () => import('./pages/parts.tsx'), 'Parts')] : [];
const tree = root.addChildren([signedIn, shell.addChildren([...developer, ...owner, ...parts])]);

/** Filters are plain texts in the address, so that people can read and write them. */
const parseSearch = (search: string) => Object.fromEntries(new URLSearchParams(search));
const stringifySearch = (search: Record<string, unknown>) => {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
};

export const router = createRouter({
  routeTree: tree,
  basepath: '/dashboard',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});
