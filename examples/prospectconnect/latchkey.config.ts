import { defineApi, inProcess, sdk } from 'latchkey/config';

/** Each resource with its plural, as people read it. */
const PLURALS = {
  contact: { en: 'contacts', de: 'Kontakte', nl: 'contacten' },
  company: { en: 'companies', de: 'Unternehmen', nl: 'bedrijven' },
  deal: { en: 'deals', de: 'Abschlüsse', nl: 'deals' },
  task: { en: 'tasks', de: 'Aufgaben', nl: 'taken' },
  note: { en: 'notes', de: 'Notizen', nl: 'notities' },
  activity: { en: 'activities', de: 'Aktivitäten', nl: 'activiteiten' },
};
const everything = Object.keys(PLURALS);

/** `<resource>.<action>`; `all` is everything for that resource. */
const scopes = Object.fromEntries(
  Object.entries(PLURALS).flatMap(([resource, { en, de, nl }]) => [
    [
      `${resource}.read`,
      {
        title: {
          en: `See and search your ${en}`,
          de: `Ihre ${de} sehen und durchsuchen`,
          nl: `Uw ${nl} bekijken en doorzoeken`,
        },
        class: 'read',
      },
    ],
    [
      `${resource}.write`,
      {
        title: {
          en: `Add and change ${en}`,
          de: `${de} anlegen und ändern`,
          nl: `Toevoegen en wijzigen van ${nl}`,
        },
        class: 'write',
      },
    ],
    [
      `${resource}.delete`,
      { title: { en: `Delete ${en}`, de: `${de} löschen`, nl: `Verwijderen van ${nl}` }, class: 'delete' },
    ],
    [
      `${resource}.all`,
      {
        title: {
          en: `See, add, change and delete ${en}`,
          de: `${de} sehen, anlegen, ändern und löschen`,
          nl: `Bekijken, toevoegen, wijzigen en verwijderen van ${nl}`,
        },
        covers: [`${resource}.*`],
        class: 'write',
      },
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
  tenant: { word: { en: 'business', de: 'Unternehmen', nl: 'bedrijf' }, field: 'business_id' },
  openapi: './openapi.yaml',
  front: inProcess(async () => {
    const { startApi } = await import('./api.ts');
    return startApi(process.env.PROSPECTCONNECT_DATA ?? '.latchkey/apis/prospectconnect');
  }),
  scopes,
  // A token's scopes are half of the check; roles are the other half, looked up at every call.
  roles: {
    owner: {
      title: { en: 'Owner', de: 'Inhaberschaft', nl: 'Eigenaar' },
      permissions: ['*'],
      managesTenant: true,
    },
    manager: {
      title: { en: 'Manager', de: 'Leitung', nl: 'Manager' },
      permissions: everything.map((resource) => `${resource}.*`),
    },
    agent: {
      title: { en: 'Agent', de: 'Vertrieb', nl: 'Verkoper' },
      permissions: ['*.read', '*.write', 'task.delete', 'note.delete'],
    },
    viewer: { title: { en: 'Viewer', de: 'Lesend', nl: 'Lezer' }, permissions: ['*.read'] },
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
  developers: { signUp: 'open', testTenant: { id: 'biz_5a3b1e5a3b1e5a3b1e5a3b1e', role: 'agent' } },
  explorer: 'https://docs.prospectconnect.ai',
  pages: {
    section: { en: 'Settings', de: 'Einstellungen', nl: 'Instellingen' },
    tokens: {
      title: {
        en: 'Personal access tokens',
        de: 'Persönliche Zugriffstoken',
        nl: 'Persoonlijke toegangstokens',
      },
      path: '/settings/tokens',
    },
    connections: {
      title: { en: 'Connected apps', de: 'Verbundene Apps', nl: 'Verbonden apps' },
      path: '/settings/apps',
    },
    clients: {
      title: { en: 'OAuth clients', de: 'OAuth-Clients', nl: 'OAuth-clients' },
      path: '/settings/clients',
    },
    members: { title: { en: 'Team', de: 'Team', nl: 'Team' }, path: '/settings/team' },
  },
});
