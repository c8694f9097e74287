import { dirname, resolve } from 'node:path';
import type { KeylessApi } from '../api.ts';
import { StartError } from '../config/environment/start-error.ts';
import { type Addressing, addressOf } from '../config/index.ts';
import { readQuestion, summaryOf } from '../gateway/internal/decisions.ts';
import { examine } from '../guard/examine.ts';
import { systemClock } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { loadOperations } from '../openapi/operation-table.ts';
import { newRuntime } from '../runtime.ts';
import type { Opened } from './open-store.ts';

/** Explains a call that nobody makes. Throws `StartError` for a question that names no call. */
export async function examineCall(opened: Opened, body: { url: string } & Record<string, string>) {
  const api = apiOf(opened, body.url);
  const question = readQuestion(api, body);
  if (!question.ok) {
    const [first] = question.problem;
    throw new StartError(`${first?.pointer.slice(1) || 'The question'}: ${first?.detail}.`);
  }
  const { config, file } = opened;
  const operations = await loadOperations(resolve(dirname(file), config.openapi), config);
  const { examination, trace } = await examine(api, operations, question.value);
  return { examination, trace, detail: summaryOf(question.value, examination) };
}

/** Whether the URL addresses the API by its public names or as served under localhost. */
function apiOf({ config, store }: Opened, url: string): KeylessApi {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '' };
  const served: Addressing = hostname.endsWith('.localhost')
    ? { kind: 'localhost', port: Number(port) || 80 }
    : { kind: 'public' };
  const log = createLogger({ level: 'silent' });
  return {
    config,
    store,
    address: addressOf(config, served),
    clock: systemClock,
    log,
    runtime: newRuntime(),
  };
}
