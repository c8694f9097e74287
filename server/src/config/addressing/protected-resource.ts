import type { Mode } from '../../model/index.ts';
import type { ApiConfig } from '../schema/api-config.ts';
import type { SeparateResource } from '../schema/separate-resource.ts';
import { type Address, originAt } from './address.ts';

/** The parts of an API from which its resource identifiers follow. */
interface Addressed {
  config: ApiConfig;
  address: Address;
}

/**
 * A protected resource (RFC 9728 section 1.2): a domain of the API, or a path on it that is configured as
 * one.
 */
export interface ProtectedResource {
  /** The host as served, without port. */
  host: string;
  /** Empty for the whole domain. */
  path: string;
  /** The identifier, without trailing slash. */
  identifier: string;
  /** Set for a separate resource: it accepts only its own tokens, and they are valid nowhere else. */
  separate: SeparateResource | null;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Returns scheme, host and port of a host of the API, as served in this process. */
export function originOf({ address }: Pick<Addressed, 'address'>, host: string): string {
  return address.hosts.get(host)?.origin ?? originAt(address.origin, host);
}

/**
 * Returns every protected resource of an API. Each alias of a domain is one, because some clients know the
 * domain by it.
 */
export function protectedResources(api: Addressed): ProtectedResource[] {
  return [...api.address.hosts].flatMap(([host, { publicHost, mode }]) => {
    if (mode === null) return [];
    const { resourcePaths = [], separate = null } = domainOf(api.config, publicHost) ?? {};
    const paths = separate ? [separate.path] : ['', ...resourcePaths];
    return paths.map((path) => ({ host, path, identifier: originOf(api, host) + path, separate }));
  });
}

/**
 * Returns the resources of a mode to list by name, each once. Leaves out aliases, which are the same domain,
 * and a domain whose paths are resources, for which alone no client would request a token.
 */
export function namedResources(api: Addressed, mode: Mode): ProtectedResource[] {
  return protectedResources(api).filter(({ host, path }) => {
    const served = api.address.hosts.get(host);
    const domain = served && api.config.domains[served.publicHost];
    return domain?.mode === mode && (path !== '' || domain.resourcePaths.length === 0);
  });
}

/** Returns the separate resource of a host, as served, or `null` where the API itself answers. */
export function separateAt({ address }: Pick<Addressed, 'address'>, host: string): SeparateResource | null {
  return address.hosts.get(host)?.separate ?? null;
}

function domainOf({ domains }: ApiConfig, publicHost: string): ApiConfig['domains'][string] | undefined {
  const all = Object.entries(domains);
  return all.find(([name, { aliases }]) => name === publicHost || aliases.includes(publicHost))?.[1];
}

/**
 * Returns the resource of a path on a host: the one with the longest path that is a prefix, by whole
 * segments. A host that is a separate resource has no other resource.
 */
export function resourceAt(api: Addressed, host: string, path: string): ProtectedResource | null {
  const [closest] = protectedResources(api)
    .filter((each) => each.host === host && (each.separate !== null || isAtOrBelow(path, each.path)))
    .sort((one, other) => other.path.length - one.path.length);
  return closest ?? null;
}

/** Returns whether `path` equals `base` or is below it, by whole segments. */
export function isAtOrBelow(path: string, base: string): boolean {
  return base === '' || path === base || path.startsWith(`${base}/`);
}

/**
 * Returns the path of a resource's metadata: the well-known path is inserted before the resource's own (RFC
 * 9728 section 3.1).
 */
export function metadataPathOf(resource: ProtectedResource): string {
  return `${WELL_KNOWN}${resource.path}`;
}

export function metadataUrlOf(api: Addressed, resource: ProtectedResource): string {
  return originOf(api, resource.host) + metadataPathOf(resource);
}
