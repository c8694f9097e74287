import { join, relative } from 'node:path';
import { packAll } from './packages/build.ts';
import { ROOT } from './packages/compile.ts';
import { packWheel } from './packages/wheel.ts';

/** `npm run pack`: builds the packages and packs them into `dist/`; the one for Python needs Python. */
const into = join(ROOT, 'dist');
for (const { tarball } of Object.values(await packAll(into))) console.log(relative(ROOT, tarball));
try {
  console.log(relative(ROOT, await packWheel(into)));
} catch (error) {
  console.error(`guards/python was not packed: ${error instanceof Error ? error.message : error}`);
}
