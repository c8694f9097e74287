import * as latchkey from '@latchkey/guard';
import { latchkeyGuard } from '@latchkey/guard/express';
import { protect } from '@latchkey/guard/fetch';
import { localDecisions } from '@latchkey/guard/local';
import { protectMcp } from '@latchkey/guard/mcp';
import express from 'express';
import { exercise } from './exercise.cjs';

export async function fromModule() {
  for (const other of ['fastify', 'hono', 'next']) await import(`@latchkey/guard/${other}`);
  return exercise({ express, latchkey, latchkeyGuard, localDecisions, protect, protectMcp });
}
