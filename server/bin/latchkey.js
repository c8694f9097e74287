#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence instead of a syntax error.

const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(`Latchkey needs Node ${NEEDED} or newer; this is ${process.version}.`);
  process.exit(1);
}
await import('../src/cli/latchkey.ts');
