import { join, relative } from 'node:path';
import { packAll } from './packages/build.ts';
import { ROOT } from './packages/compile.ts';

/** `npm run pack`: builds both packages and packs them into `dist/`. */
const packed = await packAll(join(ROOT, 'dist'));
for (const { tarball } of Object.values(packed)) console.log(relative(ROOT, tarball));
