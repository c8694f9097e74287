import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureDashboard } from '../../server/scripts/dashboard.ts';
import { EXPLORER_SCRIPT, explorerScript } from '../../server/src/explorer/script.ts';
import { compile, ROOT, toJavaScript } from './compile.ts';
import { buildDemo } from './demo.ts';

/** Builds the server's `dist`: ES modules with types, and the files that they read. */
export async function buildServer(dist: string): Promise<void> {
  await Promise.all([
    compile('server/src', dist),
    buildDemo(join(dist, 'examples')),
    ensureDashboard().then((built) => cp(built, join(dist, 'dashboard/built'), { recursive: true })),
  ]);
  // A clone makes the explorer's script and the dashboard when they are first asked for; the package contains them.
  await rm(join(dist, 'server/scripts'), { recursive: true, force: true });
  await explorerScript({ headers: { 'accept-encoding': 'gzip' } });
  await cp(EXPLORER_SCRIPT, join(dist, EXPLORER_SCRIPT.slice(ROOT.length)));

  for await (const file of glob('server/src/**/*.{css,js,ico}', { cwd: ROOT })) {
    await cp(join(ROOT, file), join(dist, file));
  }
  await cp(join(ROOT, 'server/starter'), join(dist, 'server/starter'), { recursive: true });
  for await (const file of glob('server/bin/*.js', { cwd: ROOT })) {
    await mkdir(join(dist, dirname(file)), { recursive: true });
    await writeFile(join(dist, file), toJavaScript(await readFile(join(ROOT, file), 'utf8')), {
      mode: 0o755,
    });
  }
}
