import { defineApi, inProcess, sdk } from 'latchkey/config';

const everything = ['contact', 'company', 'deal', 'task', 'note', 'activity'];
const plural = (resource: string) =>
  resource.endsWith('y') ? `${resource.slice(0, -1)}ies` : `${resource}s`;

/** `<resource>.<action>`; `all` is everything for that resource. */
const scopes = Object.fromEntries(
  everything.flatMap((resource) => [
    [`${resource}.read`, { title: `See and search your ${plural(resource)}`, class: 'read' }],
    [`${resource}.write`, { title: `Add and change ${plural(resource)}`, class: 'write' }],
    [`${resource}.delete`, { title: `Delete ${plural(resource)}`, class: 'delete' }],
    [
      `${resource}.all`,
      { title: `See, add, change and delete ${plural(resource)}`, covers: [`${resource}.*`], class: 'write' },
    ],
  ]),
);

/** A CRM in the same process: tenant and acting user come from the token only. */
export default defineApi({
  name: 'prospectconnect',
  title: 'ProspectConnect',
  issuer: 'https://auth.prospectconnect.ai',
  endpoints: {
    authorization: 'https://auth.prospectconnect.ai/authorize',
    token: 'https://auth.prospectconnect.ai/token',
    revocation: 'https://auth.prospectconnect.ai/revoke',
    introspection: 'https://auth.prospectconnect.ai/introspect',
    registration: 'https://auth.prospectconnect.ai/register',
  },
  domains: {
    'papi.trendev.in': { mode: 'live' },
    // For agents: the same users and scopes, but separate tokens.
    'mcp.prospectconnect.ai': {
      separate: {
        path: '/mcp',
        title: 'ProspectConnect for agents',
        openapi: '../mcp-server/openapi.yaml',
        front: sdk(),
        scopes: ['contact.read'],
      },
    },
  },
  branding: { accent: '#0b6e4f', support: 'help@prospectconnect.example' },
  tenant: { word: 'business', field: 'business_id' },
  openapi: './openapi.yaml',
  front: inProcess(async () => {
    const { startApi } = await import('./api.ts');
    return startApi(process.env.PROSPECTCONNECT_DATA ?? '.latchkey/apis/prospectconnect');
  }),
  scopes,
  // A token's scopes are half of the check; roles are the other half, looked up at every call.
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    manager: { title: 'Manager', permissions: everything.map((resource) => `${resource}.*`) },
    agent: { title: 'Agent', permissions: ['*.read', '*.write', 'task.delete', 'note.delete'] },
    viewer: { title: 'Viewer', permissions: ['*.read'] },
  },
  versions: {
    header: 'Version',
    known: [{ name: '2026-06-01' }, { name: '2026-02-16', deprecated: '2026-06-01' }],
    default: '2026-06-01',
  },
  tokens: { prefixes: { access: 'poa', refresh: 'por', client: 'pcc', personal: 'pat' } },
  registration: 'open',
  registeredScope: 'first',
  clientMetadataDocuments: true,
  // A changed role applies from the next call, whether it gains or loses permissions.
  promotions: 'count',
  limits: {
    client: { calls: 1_200, per: 60 },
    scopeClasses: { write: { calls: 600, per: 60 }, delete: { calls: 120, per: 60 } },
  },
  developers: { signUp: 'open' },
  explorer: 'https://docs.prospectconnect.ai',
  pages: {
    section: 'Settings',
    tokens: { title: 'Personal access tokens', path: '/settings/tokens' },
    connections: { title: 'Connected apps', path: '/settings/apps' },
    clients: { title: 'OAuth clients', path: '/settings/clients' },
    members: { title: 'Team', path: '/settings/team' },
  },
});
