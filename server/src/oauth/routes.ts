import type { Api } from '../api.ts';
import type { EndpointName } from '../config/index.ts';
import type { Route } from '../http/inbound.ts';
import { decideAuthorization, showAuthorization } from './endpoints/authorize.ts';
import { introspectionEndpoint } from './endpoints/introspection.ts';
import { jwksEndpoint } from './endpoints/jwks.ts';
import { metadataEndpoint, metadataPath } from './endpoints/metadata.ts';
import { registrationEndpoint } from './endpoints/registration.ts';
import { revocationEndpoint } from './endpoints/revocation.ts';
import { tokenEndpoint } from './endpoints/token.ts';

/** Every OAuth endpoint of one API. */
export function oauthRoutes(api: Api): Route[] {
  const authorization = new URL(api.address.endpoints.authorization);
  // One host only, whatever else is served there: the session cookie belongs to it.
  const authorize = { hosts: [authorization.hostname], path: authorization.pathname };
  const routes: Route[] = [
    { ...authorize, method: 'GET', handle: (request) => showAuthorization(api, request) },
    { ...authorize, method: 'POST', handle: (request) => decideAuthorization(api, request) },
    { ...placeOf(api, 'token'), method: 'POST', handle: tokenEndpoint(api) },
    { ...placeOf(api, 'revocation'), method: 'POST', handle: revocationEndpoint(api) },
    { ...placeOf(api, 'introspection'), method: 'POST', handle: introspectionEndpoint(api) },
    { ...placeOf(api, 'jwks'), method: 'GET', handle: jwksEndpoint(api) },
    {
      hosts: [new URL(api.address.issuer).hostname],
      path: metadataPath(api.address.issuer),
      method: 'GET',
      handle: metadataEndpoint(api),
    },
  ];
  if (api.config.registration === 'off') return routes;
  return [...routes, { ...placeOf(api, 'registration'), method: 'POST', handle: registrationEndpoint(api) }];
}

/** Hosts and path of an endpoint. One on a domain of the API answers on every domain and alias alike. */
function placeOf({ address }: Pick<Api, 'address'>, name: EndpointName): Pick<Route, 'hosts' | 'path'> {
  const { hostname, pathname } = new URL(address.endpoints[name]);
  const onDomain = address.hosts.get(hostname)?.mode != null;
  const domains = [...address.hosts].filter(([, { mode }]) => mode !== null).map(([host]) => host);
  return { hosts: onDomain ? domains : [hostname], path: pathname };
}
