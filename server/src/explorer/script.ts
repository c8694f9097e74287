import { fileURLToPath } from 'node:url';
import type { Answer } from '../http/answer.ts';

/** What carries Scalar's browser script, without the 300 packages that it is built from. */
const PACKAGE = '@scalar/fastify-api-reference';

let loaded: Promise<Buffer> | undefined;

/**
 * Scalar's script, as the package serves it to a Fastify application. It is asked for once, when somebody first opens an
 * explorer; four megabytes are not read for those who never do.
 */
export async function explorerScript(): Promise<Answer> {
  loaded ??= load();
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
    },
    body: await loaded,
  };
}

async function load(): Promise<Buffer> {
  const { default: fastify } = await import('fastify');
  const { default: scalar } = await import(PACKAGE);
  const app = fastify();
  await app.register(scalar, { routePrefix: '/', configuration: { content: {} } });
  const { statusCode, rawPayload } = await app.inject('/js/scalar.js');
  await app.close();
  if (statusCode !== 200) {
    throw new Error(
      `${PACKAGE} in ${fileURLToPath(import.meta.resolve(PACKAGE))} has no script at js/scalar.js.`,
    );
  }
  return rawPayload;
}
