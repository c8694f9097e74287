const express = require('express');
const latchkey = require('@latchkey/guard');
const { latchkeyGuard } = require('@latchkey/guard/express');
const { protect } = require('@latchkey/guard/fetch');
const { localDecisions } = require('@latchkey/guard/local');
const { protectMcp } = require('@latchkey/guard/mcp');
const { exercise } = require('./exercise.cjs');

for (const other of ['fastify', 'hono', 'next']) require(`@latchkey/guard/${other}`);

async function main() {
  const commonJs = await exercise({ express, latchkey, latchkeyGuard, localDecisions, protect, protectMcp });
  const { fromModule } = await import('./module.mjs');
  console.log(JSON.stringify({ node: process.version, commonJs, module: await fromModule() }));
}

void main();
