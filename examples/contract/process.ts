import type { FastifyInstance } from 'fastify';

/** Returns a setting that the process needs. Throws if it is missing. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}.`);
  return value;
}

/**
 * Builds an API and serves it on the loopback interface at `PORT` (0 for any), reports the port to the parent
 * process, and stops on SIGTERM or when the parent ends. If the start fails, prints one sentence.
 */
export async function serveProcess(build: () => FastifyInstance): Promise<void> {
  try {
    const app = build();
    const url = await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) });
    const stop = () => {
      app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.once('disconnect', stop);
    if (process.send) process.send({ port: Number(new URL(url).port) });
    else process.stdout.write(`Listening on ${url}\n`);
  } catch (error) {
    process.stderr.write(`Cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}
