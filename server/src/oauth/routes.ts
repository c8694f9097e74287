import type { Api } from '../api.ts';
import { discoveryPath, type EndpointName } from '../config/index.ts';
import type { Route } from '../http/inbound.ts';
import { speaking } from '../pages/page-api.ts';
import { decideAuthorization, showAuthorization } from './authorize/authorization-endpoint.ts';
import { pushedAuthorizationEndpoint } from './authorize/pushed-authorization-endpoint.ts';
import { connectionsEndpoint } from './connections/connections-endpoint.ts';
import { deviceAuthorizationEndpoint } from './device/device-authorization-endpoint.ts';
import { decideDevice, showDevice } from './device/verification-endpoint.ts';
import { endSession } from './end-session/end-session-endpoint.ts';
import { introspectionEndpoint } from './introspection/introspection-endpoint.ts';
import { jwksEndpoint } from './metadata/jwks-endpoint.ts';
import { metadataEndpoint, metadataPath } from './metadata/metadata-endpoint.ts';
import { protectedResourceRoutes } from './metadata/resource-metadata.ts';
import { registrationLimit } from './registration/limit.ts';
import { registeredClientEndpoint } from './registration/registered-client-endpoint.ts';
import { registrationEndpoint } from './registration/registration-endpoint.ts';
import { revocationEndpoint } from './revocation/revocation-endpoint.ts';
import { tokenEndpoint } from './token/token-endpoint.ts';
import { usageEndpoint } from './usage/usage-endpoint.ts';
import { userinfoEndpoint } from './userinfo/userinfo-endpoint.ts';

/** Every OAuth endpoint of one API. */
export function oauthRoutes(api: Api): Route[] {
  const authorization = new URL(api.address.endpoints.authorization);
  // One host only: the session cookie belongs to it.
  const authorize = { hosts: [authorization.hostname], path: authorization.pathname };
  const routes: Route[] = [
    ...deviceRoutes(api),
    ...openIdRoutes(api),
    ...connectionRoutes(api),
    ...protectedResourceRoutes(api),
    { ...authorize, method: 'GET', handle: speaking(api, showAuthorization) },
    { ...authorize, method: 'POST', handle: speaking(api, decideAuthorization) },
    { ...placeOf(api, 'pushedAuthorization'), method: 'POST', handle: pushedAuthorizationEndpoint(api) },
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
  return [...routes, ...registrationRoutes(api)];
}

/** RFC 7591, and each registration for the client that made it (RFC 7592). */
function registrationRoutes(api: Api): Route[] {
  const place = placeOf(api, 'registration');
  const registered = { ...place, path: `${place.path}/:client_id` };
  const limit = registrationLimit(api);
  const { read, replace, remove } = registeredClientEndpoint(api, limit);
  return [
    { ...place, method: 'POST', handle: registrationEndpoint(api, limit) },
    { ...registered, method: 'GET', handle: read },
    { ...registered, method: 'PUT', handle: replace },
    { ...registered, method: 'DELETE', handle: remove },
  ];
}

/** The endpoints where platforms manage their own connections and read their own usage. */
function connectionRoutes(api: Api): Route[] {
  if (api.config.accountHeader === undefined) return [];
  const place = placeOf(api, 'connections');
  const one = { ...place, path: `${place.path}/:connection` };
  const { list, read, end } = connectionsEndpoint(api);
  return [
    { ...place, method: 'GET', handle: list },
    { ...one, method: 'GET', handle: read },
    { ...one, method: 'DELETE', handle: end },
    { ...placeOf(api, 'usage'), method: 'GET', handle: usageEndpoint(api) },
  ];
}

/** OpenID Connect: discovery, userinfo, and sign-out on the host of the session's cookie. */
function openIdRoutes(api: Api): Route[] {
  if (!api.config.signIn) return [];
  const { issuer, endpoints } = api.address;
  const out = new URL(endpoints.endSession);
  const end = { hosts: [out.hostname], path: out.pathname };
  const userinfo = { ...placeOf(api, 'userinfo'), handle: userinfoEndpoint(api) };
  return [
    {
      hosts: [new URL(issuer).hostname],
      path: discoveryPath(issuer),
      method: 'GET',
      handle: metadataEndpoint(api),
    },
    { ...userinfo, method: 'GET' },
    { ...userinfo, method: 'POST' },
    { ...end, method: 'GET', handle: speaking(api, endSession) },
    { ...end, method: 'POST', handle: speaking(api, endSession) },
  ];
}

/** RFC 8628: the device's endpoint, and the user's page beside the authorization endpoint. */
function deviceRoutes(api: Api): Route[] {
  const { config, address } = api;
  if (!config.deviceAuthorization) return [];
  const place = {
    hosts: [new URL(address.endpoints.authorization).hostname],
    path: config.pages.device.path,
  };
  const asks = placeOf(api, 'deviceAuthorization');
  return [
    { ...asks, method: 'POST', handle: deviceAuthorizationEndpoint(api) },
    { ...place, method: 'GET', handle: speaking(api, showDevice) },
    { ...place, method: 'POST', handle: speaking(api, decideDevice) },
  ];
}

/**
 * Returns hosts and path of an endpoint. One on a domain of the API answers on every domain and alias; all
 * answer at the origin that requests certificates (RFC 8705 section 5).
 */
export function placeOf(
  { address }: Pick<Api, 'address'>,
  name: EndpointName,
): Pick<Route, 'hosts' | 'path'> {
  const { hostname, pathname } = new URL(address.endpoints[name]);
  const onDomain = address.hosts.get(hostname)?.mode != null;
  const domains = [...address.hosts].filter(([, { mode }]) => mode !== null).map(([host]) => host);
  const aside = address.certificateOrigin ? [new URL(address.certificateOrigin).hostname] : [];
  return { hosts: [...(onDomain ? domains : [hostname]), ...aside], path: pathname };
}
