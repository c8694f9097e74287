import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import ipaddr from 'ipaddr.js';
import { isAllowed, isLoopback } from '../lib/ip-blocks.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { readBody } from './inbound.ts';

/** Where an address that a client chose may lead. */
export interface Reach {
  /** Also allows loopback addresses, and http to them: for development. */
  allowLoopback: boolean;
  /** CIDR blocks that are allowed although they are not public. */
  alsoAllowed?: readonly string[];
  /** Resolves a name to all its addresses. Only tests replace the system's resolver. */
  resolve?: (host: string) => Promise<string[]>;
}

/** How to ask at an address that a client chose. */
export interface PublicRequest extends Reach {
  /** Accepted media types; any other answer is rejected. Empty accepts all. */
  accept: string[];
  /** The limit for the whole exchange, from the name look-up to the last byte, in milliseconds. */
  timeoutMs: number;
  /** Ends it early. */
  signal?: AbortSignal;
  /** Sent with POST. Without it the request is a GET. */
  post?: { type: string; body: string; headers?: Record<string, string> };
}

export interface PublicFetch extends PublicRequest {
  /** The longest body accepted, in bytes. */
  maxBytes: number;
}

export interface Fetched {
  /** 200 to 299. */
  status: number;
  /** Lower case, without parameters; empty when the answer names none. */
  mediaType: string;
  body: Buffer;
  /** The lifetime that the answer's `Cache-Control: max-age` allows, in seconds; `null` if it names none. */
  maxAge: number | null;
}

export type FetchProblem =
  | 'url_malformed'
  | 'url_not_https'
  | 'url_with_credentials'
  | 'name_unknown'
  | 'address_not_public'
  | 'unreachable'
  | 'timed_out'
  | 'redirected'
  | 'status'
  | 'media_type'
  | 'too_large';

/**
 * Fetches a document from an address that a client chose, as `askPublic` does, with a limit on its size. Returns each
 * refusal as a value that contains nothing of the answer.
 */
export function fetchPublic(url: string, options: PublicFetch): Promise<Result<Fetched, FetchProblem>> {
  return askPublic(url, options, (answer) => read(answer, options));
}

/**
 * Asks at an address that a client chose, without letting it reach our network (SSRF): https only, public addresses only,
 * connected to exactly the address that was checked (so that DNS rebinding gains nothing), no redirects, no cookies, no
 * proxy, and a limit on time. `readAnswer` judges and reads the answer; a rejection of it counts as `unreachable`.
 */
export async function askPublic<Value>(
  url: string,
  options: PublicRequest,
  readAnswer: (answer: IncomingMessage) => Promise<Result<Value, FetchProblem>>,
): Promise<Result<Value, FetchProblem>> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const deadline = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const found = await unlessLate(reachable(url, options), deadline);
  if (found === 'late') return refused('timed_out');
  return found.ok ? ask({ ...found.value, options, deadline, readAnswer }) : found;
}

/** Returns where an address leads to now, or why nothing is sent there. */
export async function reachable(
  url: string,
  options: Reach,
): Promise<Result<{ target: URL; address: string }, FetchProblem>> {
  const target = URL.parse(url);
  if (!target) return refused('url_malformed');
  if (target.username !== '' || target.password !== '') return refused('url_with_credentials');
  const plain = target.protocol === 'http:' && options.allowLoopback;
  if (target.protocol !== 'https:' && !plain) return refused('url_not_https');
  const addresses = await addressesOf(target, options);
  const [address] = addresses ?? [];
  if (!addresses || address === undefined) return refused('name_unknown');
  const { allowLoopback, alsoAllowed = [] } = options;
  // Rejects a name with any private address: the choice among several would be left to chance.
  const fit = plain
    ? isLoopback
    : (ip: string) => isPublicAddress(ip) || (allowLoopback && isLoopback(ip)) || isAllowed(ip, alsoAllowed);
  return addresses.every(fit) ? ok({ target, address }) : refused('address_not_public');
}

/**
 * Returns whether an address is reachable on the public Internet: globally routed unicast without a special
 * meaning.
 */
export function isPublicAddress(ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  // An IPv4-mapped address (`::ffff:10.0.0.1`) is judged as the IPv4 address in it.
  const address = ipaddr.process(ip);
  if (address.range() !== 'unicast') return false;
  // RFC 4291 section 2.4: only 2000::/3 of IPv6 is allocated; `::127.0.0.1` and the like lie outside it.
  return address.kind() === 'ipv4' || ((address.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
}

async function addressesOf(target: URL, options: Reach): Promise<string[] | null> {
  const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return [host];
  // RFC 6761 section 6.3: such names mean this machine, whether the resolver knows them or not.
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1'];
  try {
    return await (options.resolve ?? systemAddresses)(host);
  } catch {
    return null;
  }
}

async function systemAddresses(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function unlessLate<Value>(work: Promise<Value>, deadline: AbortSignal): Promise<Value | 'late'> {
  return Promise.race([
    work,
    new Promise<'late'>((resolve) => {
      if (deadline.aborted) return resolve('late');
      deadline.addEventListener('abort', () => resolve('late'), { once: true });
    }),
  ]);
}

function ask<Value>({
  target,
  address,
  options: { post, accept },
  deadline,
  readAnswer,
}: {
  target: URL;
  address: string;
  options: PublicRequest;
  deadline: AbortSignal;
  readAnswer: (answer: IncomingMessage) => Promise<Result<Value, FetchProblem>>;
}): Promise<Result<Value, FetchProblem>> {
  return new Promise((resolve) => {
    const failed = () => resolve(refused(deadline.aborted ? 'timed_out' : 'unreachable'));
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      target,
      {
        method: post ? 'POST' : 'GET',
        // A new connection each time: a kept one could lead to an address that was checked for another name.
        agent: false,
        lookup: (_host, { all }, found) => {
          const family = ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6;
          if (all) found(null, [{ address, family }]);
          else found(null, address, family);
        },
        headers: {
          ...post?.headers,
          accept: accept.join(', ') || '*/*',
          'accept-encoding': 'identity',
          'user-agent': 'Latchkey',
          ...(post ? { 'content-type': post.type, 'content-length': Buffer.byteLength(post.body) } : {}),
        },
        signal: deadline,
      },
      (answer) => {
        readAnswer(answer)
          .then(resolve, failed)
          .finally(() => request.destroy());
      },
    );
    request.on('error', failed);
    request.end(post?.body);
  });
}

async function read(answer: IncomingMessage, options: PublicFetch): Promise<Result<Fetched, FetchProblem>> {
  const status = answer.statusCode ?? 0;
  // A redirect would have to be checked from the start, and no client needs one.
  if (status >= 300 && status < 400) return refused('redirected');
  if (status < 200 || status >= 300) return refused('status');
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') return refused('media_type');
  const mediaType = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (options.accept.length > 0 && !options.accept.includes(mediaType)) return refused('media_type');
  const body = await readBody(answer, options.maxBytes);
  if (!body.ok)
    return body.problem === 'too_large' ? refused('too_large') : Promise.reject(new Error('cut off'));
  const maxAge = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(answer.headers['cache-control'] ?? '')?.[1];
  return ok({ status, mediaType, body: body.value, maxAge: maxAge === undefined ? null : Number(maxAge) });
}
