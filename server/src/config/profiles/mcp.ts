import type { Demand } from './demand.ts';
import { always } from './demand.ts';
import { OAUTH_21 } from './oauth21.ts';

const MCP = 'MCP 2026-07-28 authorization,';
const LONGEST_ACCESS = 3_600;

/**
 * The demands on an authorization server of agents that speak the Model Context Protocol, with protections
 * for their users.
 */
export const MCP_AUTHORIZATION: readonly Demand[] = [
  ...OAUTH_21,
  {
    name: 'Clients known by their own metadata',
    source: `${MCP} client registration, section 1`,
    field: 'clientMetadataDocuments',
    value: true,
    missing: ({ clientMetadataDocuments, registration }) =>
      clientMetadataDocuments || registration === 'open'
        ? null
        : 'agents that are not registered here need this, or registration: open',
  },
  {
    name: 'Registration for agents without such metadata',
    source: `${MCP} client registration, section 3`,
    field: 'registration',
    value: 'open',
  },
  {
    name: 'Registered scopes do not keep an agent from stepping up',
    source: `${MCP} overview section 10.1.2`,
    field: 'registeredScope',
    value: 'first',
    missing: ({ registeredScope }) =>
      registeredScope === 'first' ? null : 'agents name the scopes of their first call when they register',
  },
  {
    name: 'Every token is for named resources',
    source: `${MCP} overview section 7`,
    field: 'requireResource',
    value: true,
    missing: ({ requireResource }) =>
      requireResource ? null : 'without it a token that names no resource opens all of them',
  },
  {
    name: 'Short-lived access tokens',
    source: `${MCP} security considerations section 2`,
    field: 'lifetimes.access',
    missing: ({ lifetimes }) =>
      lifetimes.access <= LONGEST_ACCESS ? null : `an access token may live for ${LONGEST_ACCESS} at most`,
  },
  always(
    'Metadata of the authorization server, which names S256',
    `${MCP} security considerations section 4`,
  ),
  always('Metadata of each protected resource, named in every challenge', `${MCP} overview section 3`),
  always('The scopes that a call needs, all in one challenge', `${MCP} overview section 10.1`),
  always('The consent page shows where a client sends people', `${MCP} security considerations section 7.2`),
];
