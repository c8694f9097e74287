import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StartError } from '../config/environment/start-error.ts';
import type { Listener, TlsCertificate } from '../http/listener.ts';
import type { Logger } from '../lib/logger.ts';

export interface Renewal {
  /** Reads the files and, if they have changed, uses them for new connections. Never rejects. */
  look(): Promise<void>;
  /** Returns the pair in use. */
  current(): TlsCertificate;
}

/**
 * Renews the certificate of a listener from its files. A pair that does not fit is logged, and the old one
 * stays: both files may be replaced one after the other, so the next look may find them whole.
 *
 * @param files paths of certificate chain and key
 */
export function renewing(
  files: TlsCertificate,
  first: TlsCertificate,
  { listener, log }: { listener: Pick<Listener, 'renewTls'>; log: Pick<Logger, 'info' | 'error'> },
): Renewal {
  let pair = first;
  const renew = async () => {
    const found = await readPair(files);
    if (found.cert === pair.cert && found.key === pair.key) return;
    listener.renewTls(found);
    pair = found;
    log.info({ expires: expiryOf(pair) }, 'the TLS certificate was renewed');
  };
  return {
    look: () =>
      renew().catch((error: Error) => {
        const reason = isUnfit(error) ? unfit(files, error).message : error.message;
        log.error({ error: reason }, 'the TLS certificate was not renewed; the old one stays');
      }),
    current: () => pair,
  };
}

export function expiryOf({ cert }: TlsCertificate): Date {
  return new X509Certificate(cert).validToDate;
}

/** Throws `StartError` if a file cannot be read. */
export async function readPair(files: TlsCertificate): Promise<TlsCertificate> {
  return { cert: await readPem(files.cert), key: await readPem(files.key) };
}

export function isUnfit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL');
}

export function unfit({ cert, key }: TlsCertificate, error: unknown): StartError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartError(`${cert} and ${key} are no certificate and key that fit (${code}).`);
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
