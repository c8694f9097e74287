import type { RedisAddress } from '../config/environment/redis.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { Reply, Wire } from './wire.ts';

/** Valkey says 7.2 or newer here. */
const OLDEST = 7;
const LOOKED_AT = 100;

/** An API, and its issuer, by which its nodes know that it is the same one. */
export interface Served {
  name: string;
  issuer: string;
}

/** A server to be judged. */
export interface Judged {
  wire: Wire;
  address: Pick<RedisAddress, 'prefix' | 'shared' | 'cluster'>;
  /** Host and port, for messages. */
  place: string;
}

/**
 * Throws `StartError` if limits would not be kept there as they have to be, or if the server is somebody else's; else marks it as
 * these APIs' own, if it may. Each message says what is wrong, where, and what to do.
 */
export async function checkRedis(judged: Judged, apis: readonly Served[], marks: boolean): Promise<void> {
  const { wire, place } = judged;
  const problem =
    firstOf((await wire.sendToEach(['INFO'])).map((said) => unfit(fieldsOf(said), judged.address.cluster))) ??
    (await claim(judged, apis, marks));
  if (problem) throw new StartError(`The Redis at ${place} ${problem}.`);
}

function unfit(info: Map<string, string>, cluster: boolean): string | null {
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? '';
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (!(Number.parseInt(version, 10) >= OLDEST))
    return `is version ${version}: Latchkey needs ${OLDEST} or newer`;
  if (!cluster && info.get('cluster_enabled') === '1') {
    return 'is part of a cluster: begin LATCHKEY_REDIS_URL with redis-cluster:// (rediss-cluster:// for TLS)';
  }
  if (info.get('role') === 'slave') return 'is a replica that may only be read: name the primary';
  if (policy === 'noeviction' || Number(info.get('maxmemory') ?? 0) === 0) return null;
  return `drops keys when its memory is full (maxmemory-policy ${policy}), and limits with them: set maxmemory-policy to noeviction`;
}

/** Each API marks the server as its own. A server with others' keys and no mark may be there for something else. */
async function claim(
  { wire, address }: Judged,
  apis: readonly Served[],
  write: boolean,
): Promise<string | null> {
  const marks = apis.map(({ name, issuer }) => ({
    name,
    issuer,
    key: `${address.prefix}:{${name}}:installation`,
  }));
  const found = await Promise.all(marks.map(({ key }) => wire.send(key, ['GET', key])));
  if (
    !address.shared &&
    found.every((mark) => mark === null) &&
    (await hasOthersKeys(wire, address.prefix))
  ) {
    return (
      'holds keys of another application: name a Redis or a database number of its own in LATCHKEY_REDIS_URL, or set ' +
      'LATCHKEY_REDIS_PREFIX to share this one'
    );
  }
  for (const { name, issuer, key } of marks) {
    const command = write ? ['SET', key, issuer, 'NX', 'GET'] : ['GET', key];
    const mark = (await wire.send(key, command)) ?? issuer;
    if (mark === issuer) continue;
    return (
      `belongs to another installation: its key ${key} names the issuer ${String(mark)}, and the configuration of ${name} has ` +
      `${issuer}. Set LATCHKEY_REDIS_PREFIX to one for each installation, or delete the key if the issuer has changed`
    );
  }
  return null;
}

/** Looks at some keys only: a server may have millions. */
async function hasOthersKeys(wire: Wire, prefix: string): Promise<boolean> {
  const pages = await wire.sendToEach(['SCAN', '0', 'COUNT', String(LOOKED_AT)]);
  return pages.some((page) => {
    const [, keys] = Array.isArray(page) ? page : [];
    return Array.isArray(keys) && keys.some((key) => !String(key).startsWith(`${prefix}:`));
  });
}

function fieldsOf(info: Reply): Map<string, string> {
  const lines = String(info).split('\r\n');
  return new Map(
    lines.filter((line) => line.includes(':')).map((line) => line.split(/:(.*)/s, 2) as [string, string]),
  );
}

function firstOf(problems: (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}

/** Returns why a server cannot be used, as one sentence for the operator, if waiting does not help; else `null`. */
export function refusalOf(error: unknown, place: string): StartError | null {
  if (error instanceof StartError) return error;
  const words = error instanceof Error ? error.message : '';
  const [code = ''] = words.split(' ', 1);
  const why = REFUSALS[code];
  if (why) return new StartError(`The Redis at ${place} ${why}.`, { cause: error });
  if (error instanceof Error && 'code' in error && UNTRUSTED.test(String(error.code))) {
    return new StartError(
      `The Redis at ${place} shows a certificate that is not trusted (${String(error.code)}): name the authority's by ` +
        'LATCHKEY_REDIS_CA_FILE, and the host as the certificate does.',
      { cause: error },
    );
  }
  if (/cluster support disabled/i.test(words)) {
    return new StartError(
      `The Redis at ${place} is no cluster: begin LATCHKEY_REDIS_URL with redis:// (rediss:// for TLS).`,
      { cause: error },
    );
  }
  return null;
}

const UNTRUSTED = /CERT|^UNABLE_TO|^ERR_TLS/;

const REFUSALS: Record<string, string> = {
  WRONGPASS: 'does not know the user and password in LATCHKEY_REDIS_URL',
  NOAUTH: 'wants a password: put it into LATCHKEY_REDIS_URL, as in redis://:password@host',
  NOPERM:
    'lets its user do too little: it needs GET, SET, SCAN, EVAL, EVALSHA, INFO, PUBLISH and SUBSCRIBE (docs/operate/redis.md)',
};
