import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BIN, folderFor } from './shell.ts';

/** Prints the address of each module that a program loads. */
const TELL = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;

test('a command that does not serve loads neither the server nor what reads documents', async (t) => {
  const hook = join(await folderFor(t), 'tell.mjs');
  await writeFile(hook, TELL);
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hook, BIN, '--help']);
  const loaded = stderr.split('\n');
  assert.ok(loaded.some((url) => url.endsWith('/server/src/cli/run.ts')));
  const heavy =
    /\/server\/src\/(main|app|guard\/guard|openapi\/yaml)\.ts$|\/node_modules\/(yaml|pino|@opentelemetry)\//;
  assert.deepEqual(
    loaded.filter((url) => heavy.test(url)),
    [],
  );
});

test('what was compiled is kept beside the program, so that the next start need not do it again', async () => {
  const env = { ...process.env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', NODE_COMPILE_CACHE: undefined };
  const help = () => promisify(execFile)(process.execPath, [BIN, '--help'], { env, maxBuffer: 1e8 });
  await help();
  const { stdout, stderr } = await help();
  const said = `${stdout}${stderr}`;
  const folder = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));
  assert.ok(said.includes(folder), 'it is kept elsewhere');
  assert.match(said, /cli\/run\.ts.*(?:accepted|success)/);
});
