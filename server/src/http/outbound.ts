import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import ipaddr from 'ipaddr.js';
import { ok, type Result, refused } from '../lib/result.ts';
import { readBody } from './inbound.ts';

/** How an address that somebody else chose may be asked. */
export interface PublicFetch {
  /** Media types that are useful; an answer of another is refused. Empty: any. */
  accept: string[];
  /** The longest body that is read. */
  maxBytes: number;
  /** For everything together, from the name look-up to the last byte, in milliseconds. */
  timeoutMs: number;
  /** Also this machine, and without TLS: for development, where everything runs on one. */
  allowLoopback: boolean;
  /** Sent with POST; without it the request is a GET. */
  post?: { type: string; body: string };
  /** Name → every address of it. Only tests have another one than the system's. */
  resolve?: (host: string) => Promise<string[]>;
}

export interface Fetched {
  /** 200 to 299. */
  status: number;
  /** Lower case, without parameters; empty when the answer names none. */
  mediaType: string;
  body: Buffer;
  /** How long the answer may be kept by its own `Cache-Control: max-age`, in seconds; `null` when it does not say. */
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
 * Fetches a document from an address that a client named, without becoming its hand inside our network (SSRF):
 * https only, public addresses only, connected to exactly the address that was checked (so that a name which
 * changes its mind between look-up and connection gains nothing), no redirects, no cookies, no proxy, and limits
 * on time and size. Every refusal is a value; nothing of the answer is in it.
 */
export async function fetchPublic(url: string, options: PublicFetch): Promise<Result<Fetched, FetchProblem>> {
  const target = URL.parse(url);
  if (!target) return refused('url_malformed');
  if (target.username !== '' || target.password !== '') return refused('url_with_credentials');
  const plain = target.protocol === 'http:' && options.allowLoopback;
  if (target.protocol !== 'https:' && !plain) return refused('url_not_https');

  const deadline = AbortSignal.timeout(options.timeoutMs);
  const addresses = await unlessLate(addressesOf(target, options), deadline);
  if (addresses === 'late') return refused('timed_out');
  const [first] = addresses ?? [];
  if (!addresses || first === undefined) return refused('name_unknown');
  // One private address among public ones would be a matter of chance; all of them have to be fit.
  const fit = plain ? isLoopback : (ip: string) => isPublic(ip) || (options.allowLoopback && isLoopback(ip));
  if (!addresses.every(fit)) return refused('address_not_public');
  return ask(target, first, options, deadline);
}

/** Addresses that anybody on the Internet could reach: globally routed unicast and nothing with a special meaning. */
export function isPublic(ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  // An IPv4 address in IPv6 clothing (`::ffff:10.0.0.1`) is judged as what it is.
  const address = ipaddr.process(ip);
  if (address.range() !== 'unicast') return false;
  // RFC 4291 section 2.4: of IPv6 only 2000::/3 is handed out; `::127.0.0.1` and the like lie outside.
  return address.kind() === 'ipv4' || ((address.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
}

function isLoopback(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'loopback';
}

async function addressesOf(target: URL, options: PublicFetch): Promise<string[] | null> {
  const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return [host];
  // RFC 6761 section 6.3: such names are this machine, whether the resolver knows it or not.
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

function ask(
  target: URL,
  address: string,
  options: PublicFetch,
  deadline: AbortSignal,
): Promise<Result<Fetched, FetchProblem>> {
  const { post } = options;
  return new Promise((resolve) => {
    const failed = () => resolve(refused(deadline.aborted ? 'timed_out' : 'unreachable'));
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      target,
      {
        method: post ? 'POST' : 'GET',
        // A connection of its own: a kept one could lead to an address that was checked for another name.
        agent: false,
        lookup: (_host, { all }, found) => {
          const family = ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6;
          if (all) found(null, [{ address, family }]);
          else found(null, address, family);
        },
        headers: {
          accept: options.accept.join(', ') || '*/*',
          'accept-encoding': 'identity',
          'user-agent': 'Latchkey',
          ...(post ? { 'content-type': post.type, 'content-length': Buffer.byteLength(post.body) } : {}),
        },
        signal: deadline,
      },
      (answer) => {
        read(answer, options)
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
  // Following would mean to check and connect all over again, for something no client needs.
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
