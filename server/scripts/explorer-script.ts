import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { replaceFile } from '../src/lib/whole-file.ts';

/** This package contains Scalar's browser script without the 300 packages that the script is built from. */
const PACKAGE = '@scalar/fastify-api-reference';

/**
 * Extracts Scalar's browser script from the plugin that serves it to Fastify applications, compresses it
 * (gzip) into `file`, and returns it. Throws if the development packages are not installed, or if a later
 * version of the plugin serves the script differently.
 */
export async function makeExplorerScript(file: string): Promise<Buffer> {
  const { default: fastify } = await import('fastify');
  const { default: scalar } = await import(PACKAGE);
  const app = fastify();
  await app.register(scalar, { routePrefix: '/', configuration: { content: {} } });
  const { statusCode, rawPayload } = await app.inject('/js/scalar.js');
  await app.close();
  if (statusCode !== 200) throw new Error(`${PACKAGE} has no script at js/scalar.js.`);
  const compressed = await promisify(gzip)(rawPayload, { level: constants.Z_BEST_COMPRESSION });
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, compressed, 0o644);
  return compressed;
}
