import { always, type Demand, withoutDialects } from './demand.ts';

const DRAFT = 'OAuth 2.1 section';

/** Rules that already apply without a profile. The profile prevents the configuration from relaxing them. */
export const OAUTH_21: readonly Demand[] = [
  withoutDialects('PKCE for every client', `${DRAFT} 4.1.1`, ['no-pkce-for-confidential', 's256-assumed']),
  withoutDialects('Redirect URIs compared as exact strings', `${DRAFT} 2.3.1`, [
    'schemeless-redirect',
    'redirect-url-parameter',
    'redirect-uri-not-repeated',
  ]),
  withoutDialects('Token requests as the standard has them', `${DRAFT} 3.2.2`, [
    'json-token-request',
    'form-without-content-type',
    'grant-type-code',
    'stray-whitespace',
  ]),
  withoutDialects('Assertions made out to the issuer', `${DRAFT} 2.4.2`, [
    'assertion-audience-token-endpoint',
  ]),
  always('Refresh tokens of public clients rotate or are bound to a key', `${DRAFT} 4.3.1`),
  always('No implicit grant', `${DRAFT} 10.1`),
  always('No password grant', `${DRAFT} 10`),
  always('Client credentials for confidential clients only', `${DRAFT} 4.2`),
  always('Codes work once', `${DRAFT} 4.1.3`),
  always('The issuer in every authorization response', `${DRAFT} 2.3.4`),
  always('No access tokens in addresses', `${DRAFT} 5.1`),
  always('Redirects by 303, never by 307', `${DRAFT} 1.6`),
  always('Public addresses are https', `${DRAFT} 1.5`),
];
