import { defineApi, gateway } from 'latchkey/config';

// The whole of what Latchkey needs to know about an API. What is not said here has a safe default, what is not
// known is refused, and your editor shows every field with its meaning.
export default defineApi({
  // Names the database file and the host names on your own machine (http://api.starter.localhost:4000).
  name: 'starter',
  // What people read: "Sign in to Starter".
  title: 'Starter',

  // Who gives out the tokens. Clients compare this exactly, so choose it once. Its host serves the pages.
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

  // What you call your customers, and the name of their id in answers.
  tenant: { word: 'company', field: 'company_id' },

  // What each operation needs: its scopes under `security`, and the x-latchkey-… fields beside them.
  openapi: './openapi.yaml',

  // Latchkey passes permitted calls on to your API and tells it who calls, in the header Latchkey-Identity.
  // Other ways: forwardAuth() behind nginx, Traefik or Envoy; sdk() inside of your program.
  front: gateway({ upstream: process.env.UPSTREAM ?? 'http://127.0.0.1:5000' }),

  // What a customer can allow. The text is what they read on the consent page.
  scopes: {
    'notes:read': 'Read your notes',
    'notes:write': { title: 'Add, change and delete your notes', covers: ['notes:read'], class: 'write' },
  },
  // Given when a client asks for no scope in particular.
  defaultScopes: ['notes:read'],

  // What people may do. A token never does more than its user's role permits at the moment of the call.
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    member: { title: 'Member', permissions: ['note.read', 'note.write'] },
    viewer: { title: 'Viewer', permissions: ['*.read'] },
  },

  // How many calls each may make. `per` is in seconds.
  limits: {
    client: { calls: 1_200, per: 60 },
    scopeClasses: { write: { calls: 300, per: 60 } },
  },

  // Worth knowing, and off until you need it:
  //   accountHeader: 'Starter-Account',      platforms that act for many customers name one on every call
  //   registration: 'open',                  AI agents (MCP) register themselves; default: only with a token of yours
  //   corsOrigins: ['https://app.example'],  browsers that may call the API from another origin
  //   dialects: ['json-token-request'],      leniencies for clients that you bring along; latchkey doctor tells the risk
});
