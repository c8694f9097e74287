import { defineApi, gateway } from 'latchkey/config';

// Everything that Latchkey needs to know about an API. Fields left out have safe defaults, unknown fields are
// refused, and your editor shows the meaning of each.
export default defineApi({
  // Names the database file and the host names on your own machine (http://api.starter.localhost:4000).
  name: 'starter',
  // The name that people read: "Sign in to Starter".
  title: 'Starter',

  // The issuer of the tokens. Clients compare it exactly, so choose it once. Its host serves the pages.
  issuer: 'https://accounts.starter.example',
  endpoints: {
    authorization: 'https://accounts.starter.example/oauth/authorize',
    token: 'https://accounts.starter.example/oauth/token',
    // Revocation, introspection, registration and keys default to paths below the issuer.
  },

  // The hosts of the API itself. A sandbox host has tokens of its own: { mode: 'sandbox' }.
  domains: {
    'api.starter.example': { mode: 'live' },
  },

  // Your word for your customers, and the name of their id in answers.
  tenant: { word: 'company', field: 'company_id' },

  // The document declares the needs of each operation: its scopes under `security`, and the x-latchkey-…
  // fields beside them.
  openapi: './openapi.yaml',

  // Latchkey forwards permitted calls to your API and tells it who calls, in the header Latchkey-Identity.
  // The alternatives are forwardAuth() behind nginx, Traefik or Envoy, and sdk() inside your program.
  front: gateway({ upstream: process.env.UPSTREAM ?? 'http://127.0.0.1:5000' }),

  // The access that a customer can allow. The text appears on the consent page.
  scopes: {
    'notes:read': 'Read your notes',
    'notes:write': { title: 'Add, change and delete your notes', covers: ['notes:read'], class: 'write' },
  },
  // Given if a client requests no scope.
  defaultScopes: ['notes:read'],

  // The permissions of users. A token never permits more than its user's role does at the time of the call.
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    member: { title: 'Member', permissions: ['note.read', 'note.write'] },
    viewer: { title: 'Viewer', permissions: ['*.read'] },
  },

  // The number of calls allowed. `per` is in seconds.
  limits: {
    client: { calls: 1_200, per: 60 },
    scopeClasses: { write: { calls: 300, per: 60 } },
  },

  // Worth knowing, and off until you need it:
  //   accountHeader: 'Starter-Account',      platforms that act for many customers name one on every call
  //   registration: 'open',                  AI agents (MCP) register themselves; default: only with a token of yours
  //   corsOrigins: ['https://app.example'],  browsers that may call the API from another origin
  //   dialects: ['json-token-request'],      deviations for clients that you bring along; latchkey doctor tells the risk
});
