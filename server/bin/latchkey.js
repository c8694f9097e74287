#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence instead of a syntax error.
import module from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endWithNpm } from './end-with-npm.js';

const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `Latchkey needs Node ${NEEDED} or newer; this is ${process.version}. ` +
      `For this folder alone, npm brings one: npm install node@${NEEDED}`,
  );
  process.exit(1);
}
endWithNpm();
// Beside the program and not in /tmp: those who may write there may change the program as well. Where a server may not, it compiles at
// each start; NODE_COMPILE_CACHE names another folder.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
if (process.argv[2] === 'backup') {
  // A server beside it goes first: to read this program alone takes a second of a core. Some systems do not allow it.
  try {
    setPriority(10);
  } catch {}
}
await import('../src/cli/latchkey.ts');
