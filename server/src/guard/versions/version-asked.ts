import type { KnownVersion, VersionPolicy } from '../../config/schema/versions.ts';
import { type Range, readRanges } from '../../http/ranges.ts';
import type { Instant } from '../../model/index.ts';

/** The version that a call asks for. */
export type Asked =
  /** `null`: the call accepts another type than the versioned one, which the API handles itself. */
  | { kind: 'served'; version: KnownVersion | null }
  | { kind: 'retired'; version: KnownVersion }
  | { kind: 'unknown' }
  | { kind: 'other_type' };

/** Reads the header that names the version: the policy's own, or `Accept`. */
export function versionAsked(policy: VersionPolicy, sent: string | undefined, now: Instant): Asked {
  return policy.mediaType === undefined
    ? byHeader(policy, sent, now)
    : byMediaType(policy, policy.mediaType, sent?.trim() || '*/*', now);
}

function byHeader(policy: VersionPolicy, sent: string | undefined, now: Instant): Asked {
  const name = sent === undefined ? policy.default : sent.trim();
  const version = policy.known.find((each) => each.name === name);
  return version ? servedOrRetired(version, now) : { kind: 'unknown' };
}

function servedOrRetired(version: KnownVersion, now: Instant): Asked {
  const retired = version.sunset !== undefined && now >= version.sunset;
  return { kind: retired ? 'retired' : 'served', version };
}

/**
 * Proactive negotiation (RFC 9110 section 12.5.1). A range without a version means the default one, so that a new version
 * does not change the answer for callers who named none.
 */
function byMediaType(policy: VersionPolicy, mediaType: string, sent: string, now: Instant): Asked {
  const ranges = readRanges(sent);
  const offers = policy.known
    .map((version) => ({
      version,
      wish: wishFor(mediaType, version, version.name === policy.default, ranges),
    }))
    .filter(({ wish }) => wish.quality > 0)
    .sort((one, other) => other.wish.quality - one.wish.quality || other.wish.closeness - one.wish.closeness);
  const [best] = offers.map(({ version }) => servedOrRetired(version, now));
  const served = offers
    .map(({ version }) => servedOrRetired(version, now))
    .find(({ kind }) => kind === 'served');
  if (served) return served;
  if (best) return best;
  if (ranges.some((range) => isOfFamily(mediaType, range)) || (isOpen(ranges) && policy.default === null)) {
    return { kind: 'unknown' };
  }
  return policy.otherTypes === 'pass' ? { kind: 'served', version: null } : { kind: 'other_type' };
}

/** Returns the weight of a version, from the range that is most specific for it. */
function wishFor(mediaType: string, version: KnownVersion, isDefault: boolean, ranges: Range[]) {
  const offer = typeOf(mediaType, version.name);
  const [closest] = ranges
    .map((range) => ({ quality: range.quality, closeness: closenessOf(offer, range) }))
    .filter(({ closeness }) => closeness === NAMED || (closeness >= 0 && isDefault))
    .sort((one, other) => other.closeness - one.closeness || other.quality - one.quality);
  return closest ?? { quality: 0, closeness: -1 };
}

interface Offer {
  type: string;
  parameter: [name: string, value: string] | null;
}

function typeOf(mediaType: string, name: string): Offer {
  const [type = '', rest] = mediaType.replace('{version}', name).split(/ ?; ?/);
  const [key = '', value = ''] = rest?.split('=') ?? [];
  return { type: type.toLowerCase(), parameter: rest === undefined ? null : [key.toLowerCase(), value] };
}

/** The specificity of a range that names the version in full. */
const NAMED = 3;

function closenessOf({ type, parameter }: Offer, { value, parameters }: Range): number {
  if (value === type) {
    const said = parameter === null ? undefined : parameters.get(parameter[0]);
    if (parameter === null || said === parameter[1]) return NAMED;
    return said === undefined ? 2 : -1;
  }
  if (value === `${type.slice(0, type.indexOf('/'))}/*`) return 1;
  return value === '*/*' ? 0 : -1;
}

/** Returns whether a range means the versioned type, in any version. */
function isOfFamily(mediaType: string, { value }: Range): boolean {
  const [before = '', after] = typeOf(mediaType, '\0').type.split('\0');
  return after === undefined ? value === before : value.startsWith(before) && value.endsWith(after);
}

function isOpen(ranges: Range[]): boolean {
  return ranges.some(({ value, quality }) => quality > 0 && /^([a-z]+|\*)\/\*$/.test(value));
}
