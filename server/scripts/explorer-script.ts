import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { replaceFile } from '../src/lib/whole-file.ts';

/** It carries Scalar's browser script, without the 300 packages that the script is built from. */
const PACKAGE = '@scalar/fastify-api-reference';

/**
 * Takes Scalar's browser script out of the plugin that serves it to Fastify applications, and keeps it compressed (gzip) in
 * `file`, which it returns. Throws an error where the development packages are not installed, and where a later version
 * of the plugin serves the script elsewhere.
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
