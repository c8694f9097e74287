import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { readRanges } from '../http/ranges.ts';

/** The version of the development package `@scalar/fastify-api-reference`, which contains it. */
export const VERSION = '1.72.1';

/**
 * Scalar's browser script, compressed. It is made when Latchkey is packed; a clone makes it on the first request.
 */
export const EXPLORER_SCRIPT = fileURLToPath(new URL(`../../dist/scalar-${VERSION}.js.gz`, import.meta.url));

let compressed: Promise<Buffer> | undefined;

/**
 * Returns Scalar's script. It is read on the first request and kept compressed, because uncompressed it has
 * four megabytes.
 */
export async function explorerScript({ headers }: Pick<Inbound, 'headers'>): Promise<Answer> {
  compressed ??= load();
  compressed.catch(() => {
    compressed = undefined;
  });
  const script = await compressed;
  const asItIs = !acceptsGzip(headers['accept-encoding']);
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(asItIs ? {} : { 'content-encoding': 'gzip' }),
    },
    body: asItIs ? await promisify(gunzip)(script) : script,
  };
}

async function load(): Promise<Buffer> {
  try {
    return await readFile(EXPLORER_SCRIPT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { makeExplorerScript } = await import('../../scripts/explorer-script.ts');
    return makeExplorerScript(EXPLORER_SCRIPT);
  }
}

/**
 * RFC 9110 section 12.5.3. A client that sends no `Accept-Encoding` gets the script uncompressed, since few
 * of those can decode it.
 */
function acceptsGzip(header: string | string[] | undefined): boolean {
  const qualities = new Map(readRanges(String(header ?? '')).map(({ value, quality }) => [value, quality]));
  return (qualities.get('gzip') ?? qualities.get('*') ?? 0) > 0;
}
