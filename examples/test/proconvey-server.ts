import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from '@latchkey/guard';
import { proconveyApp } from '../proconvey/app.ts';
import config from '../proconvey/latchkey.config.ts';
import { HARTLEY, PENNINE } from '../proconvey/people.ts';
import { callerOf, type Reply, readReply, type SignedCalls, signedCalls } from './signed-calls.ts';

export const margaret = callerOf(HARTLEY, 'user_margaret');
export const ruth = callerOf(PENNINE, 'user_ruth');

export interface Page<Item> {
  data: Item[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: { pointer?: string; parameter?: string; detail: string }[];
}

/** The ProConvey API on records of its own, called with signed identities. */
export interface ServedProConvey {
  origin: string;
  calls: SignedCalls;
  /** Milliseconds by which the API's clock moves each time it is read; 0 makes it stand still. */
  tick: number;
  get(who: Caller, path: string): Promise<Reply>;
  send(who: Caller, method: string, path: string, body?: unknown): Promise<Reply>;
  upload(who: Caller, path: string, bytes: Uint8Array<ArrayBuffer> | string, type?: string): Promise<Reply>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function serveProConvey(): Promise<ServedProConvey> {
  const calls = await signedCalls(config, new URL('../proconvey/openapi.yaml', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'proconvey-'));
  let clock = Date.parse('2026-11-20T10:00:00Z');
  const now = () => {
    clock += served.tick;
    return new Date(clock).toISOString();
  };
  let app = proconveyApp({ folder, latchkey: calls.latchkey, now });
  const listen = () => app.listen({ host: '127.0.0.1', port: 0 });
  const served: ServedProConvey = {
    origin: '',
    calls,
    tick: 1,
    get: (who, path) => calls.call(served.origin, who, 'GET', path),
    send: (who, method, path, body) => calls.call(served.origin, who, method, path, body),
    async upload(who, path, bytes, type = 'application/pdf') {
      const identity = calls.identity({ ...who, operation: 'uploadDocument' });
      const headers = { 'latchkey-identity': identity, 'content-type': type };
      return readReply(await fetch(served.origin + path, { method: 'POST', headers, body: bytes }));
    },
    async restart() {
      await app.close();
      app = proconveyApp({ folder, latchkey: calls.latchkey, now });
      served.origin = await listen();
    },
    async close() {
      await app.close();
      await calls.close();
      await rm(folder, { recursive: true });
    },
  };
  served.origin = await listen();
  return served;
}
