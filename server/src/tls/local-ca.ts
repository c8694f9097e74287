import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../config/environment/start-error.ts';
import { type Clock, DAY, systemClock } from '../lib/clock.ts';
import { makeFileOnce, replaceFile } from '../lib/whole-file.ts';
import type { CertificateRequest } from './issue-certificate.ts';

const AUTHORITY_LIFE = 3_650 * DAY;
/** Browsers reject server certificates valid for more than 398 days. */
const SERVER_LIFE = 90 * DAY;
const RENEW_BEFORE = 30 * DAY;
/** Certificates are valid from a little in the past, for clients whose clock is behind. */
const CLOCK_SKEW = DAY;

export interface LocalCa {
  /** The authority's certificate, for `curl --cacert` and `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
  /**
   * Returns the key and certificate (PEM) of a server with these host names. Reuses them until the names
   * change or the certificate nears its end.
   */
  certificateFor(hosts: string[]): Promise<{ key: string; cert: string }>;
  /**
   * Returns a new key and certificate (PEM) of a client with that common name (RFC 8705). They are not
   * stored.
   */
  clientCertificate(name: string): Promise<{ key: string; cert: string }>;
}

/**
 * Opens the certificate authority of this data folder, and makes it on first use; it is kept in `dir`. It is
 * for development and tests: no computer trusts it by default, so clients must be given its certificate.
 * Throws `StartError` if `dir` cannot be used.
 */
export async function localCa(dir: string, clock: Clock = systemClock): Promise<LocalCa> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const authority = await openAuthority(dir, clock);
    return {
      caFile: authority.file,
      certificateFor: (hosts) => serverCertificate(dir, authority, [...new Set(hosts)].sort(), clock),
      clientCertificate: (name) => issue(authority, { subject: name, use: 'client' }, clock),
    };
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new StartError(`The local certificate authority in ${dir} cannot be used (${code}).`);
  }
}

interface Authority {
  file: string;
  key: string;
  certificate: X509Certificate;
}

async function openAuthority(dir: string, clock: Clock): Promise<Authority> {
  const file = join(dir, 'ca.crt');
  const keyFile = join(dir, 'ca.key');
  const key = (await read(keyFile)) ?? (await makeFileOnce(keyFile, newKey(), 0o600));
  await chmod(keyFile, 0o600);
  const kept = await read(file);
  if (kept) {
    const certificate = new X509Certificate(kept);
    const outlivesServers = certificate.validToDate.getTime() > clock.now() + SERVER_LIFE;
    if (outlivesServers && certificate.checkPrivateKey(createPrivateKey(key)))
      return { file, key, certificate };
    const made = await newAuthority(key, clock);
    await replaceFile(file, made, 0o644);
    return { file, key, certificate: new X509Certificate(made) };
  }
  const made = await makeFileOnce(file, await newAuthority(key, clock), 0o644);
  return { file, key, certificate: new X509Certificate(made) };
}

async function newAuthority(key: string, clock: Clock): Promise<string> {
  // The random tag distinguishes two local authorities in a list.
  const subject = `Latchkey local CA ${randomBytes(4).toString('hex')}`;
  return signed({
    subject,
    issuer: null,
    publicKey: createPublicKey(key),
    issuerKey: createPrivateKey(key),
    notBefore: clock.now() - CLOCK_SKEW,
    notAfter: clock.now() + AUTHORITY_LIFE,
    use: 'authority',
  });
}

/** Key and certificate are kept in one file, so that they always belong together. */
async function serverCertificate(dir: string, authority: Authority, hosts: string[], clock: Clock) {
  const file = join(dir, 'server.pem');
  const kept = split(await read(file));
  if (kept && stillGood(new X509Certificate(kept.cert), authority, hosts, clock)) return kept;

  const { key, cert } = await issue(authority, { subject: 'Latchkey', use: { hosts } }, clock);
  await replaceFile(file, key + cert, 0o600);
  return { key, cert };
}

/** Returns a new key with a certificate that the authority signed. */
async function issue(
  authority: Authority,
  order: Pick<CertificateRequest, 'subject' | 'use'>,
  clock: Clock,
): Promise<{ key: string; cert: string }> {
  const key = newKey();
  const cert = await signed({
    ...order,
    publicKey: createPublicKey(key),
    issuer: authority.certificate,
    issuerKey: createPrivateKey(authority.key),
    notBefore: clock.now() - CLOCK_SKEW,
    notAfter: clock.now() + SERVER_LIFE,
  });
  return { key, cert };
}

/** The library is loaded only when a certificate has to be made, which keeps an ordinary start fast. */
async function signed(request: CertificateRequest): Promise<string> {
  const { issueCertificate } = await import('./issue-certificate.ts');
  return issueCertificate(request);
}

function stillGood(cert: X509Certificate, authority: Authority, hosts: string[], clock: Clock): boolean {
  return (
    cert.subjectAltName === hosts.map((host) => `DNS:${host}`).join(', ') &&
    cert.validToDate.getTime() - clock.now() > RENEW_BEFORE &&
    cert.checkIssued(authority.certificate) &&
    cert.verify(authority.certificate.publicKey)
  );
}

function split(text: string | null): { key: string; cert: string } | null {
  const at = text?.indexOf('-----BEGIN CERTIFICATE-----') ?? -1;
  return text && at > 0 ? { key: text.slice(0, at), cert: text.slice(at) } : null;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
