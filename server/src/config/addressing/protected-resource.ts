import type { Mode } from '../../model/index.ts';
import type { ApiConfig } from '../schema/api-config.ts';
import type { SeparateResource } from '../schema/separate-resource.ts';
import type { Address } from './address.ts';

/** What resource identifiers of an API follow from. */
interface Addressed {
  config: ApiConfig;
  address: Address;
}

/** A protected resource (RFC 9728 section 1.2): a domain of the API, or a path on it that is one of its own. */
export interface ProtectedResource {
  /** Host as served, without port. */
  host: string;
  /** Empty for the domain as a whole. */
  path: string;
  /** Its identifier, without trailing slash. */
  identifier: string;
  /** Set for a resource that takes no tokens but its own, and whose tokens open nothing else. */
  separate: SeparateResource | null;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Scheme, host and port of a host of the API, as served now. */
export function originOf({ address }: Pick<Addressed, 'address'>, host: string): string {
  const { protocol, port: common } = new URL(address.origin);
  const port = address.hosts.get(host)?.port ?? common;
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}`;
}

/** Every protected resource of an API. Each alias of a domain is one, because it is how some clients know it. */
export function protectedResources(api: Addressed): ProtectedResource[] {
  return [...api.address.hosts].flatMap(([host, { publicHost, mode }]) => {
    if (mode === null) return [];
    const { resourcePaths = [], separate = null } = domainOf(api.config, publicHost) ?? {};
    const paths = separate ? [separate.path] : ['', ...resourcePaths];
    return paths.map((path) => ({ host, path, identifier: originOf(api, host) + path, separate }));
  });
}

/**
 * The resources of a mode that the configuration names, each by one name: an alias is the same domain, and a domain
 * whose paths are resources stands for nothing else that anybody would ask a token for.
 */
export function namedResources(api: Addressed, mode: Mode): ProtectedResource[] {
  return protectedResources(api).filter(({ host, path }) => {
    const served = api.address.hosts.get(host);
    const domain = served && api.config.domains[served.publicHost];
    return domain?.mode === mode && (path !== '' || domain.resourcePaths.length === 0);
  });
}

/** The separate resource that a host, as served, belongs to; `null` where the API itself answers. */
export function separateAt({ config, address }: Addressed, host: string): SeparateResource | null {
  const served = address.hosts.get(host);
  return (served && domainOf(config, served.publicHost)?.separate) ?? null;
}

function domainOf({ domains }: ApiConfig, publicHost: string): ApiConfig['domains'][string] | undefined {
  const all = Object.entries(domains);
  return all.find(([name, { aliases }]) => name === publicHost || aliases.includes(publicHost))?.[1];
}

/**
 * The resource that a path on a host belongs to: the one with the longest path that it is at or below. A host that is
 * a separate resource has nothing else on it.
 */
export function resourceAt(api: Addressed, host: string, path: string): ProtectedResource | null {
  const [closest] = protectedResources(api)
    .filter((each) => each.host === host && (each.separate !== null || isAtOrBelow(path, each.path)))
    .sort((one, other) => other.path.length - one.path.length);
  return closest ?? null;
}

/** Whether `path` is `base` or below it, by whole segments. */
export function isAtOrBelow(path: string, base: string): boolean {
  return base === '' || path === base || path.startsWith(`${base}/`);
}

/** Where the metadata of a resource is: the well-known path goes before the resource's own (RFC 9728 section 3.1). */
export function metadataPathOf(resource: ProtectedResource): string {
  return `${WELL_KNOWN}${resource.path}`;
}

export function metadataUrlOf(api: Addressed, resource: ProtectedResource): string {
  return originOf(api, resource.host) + metadataPathOf(resource);
}
