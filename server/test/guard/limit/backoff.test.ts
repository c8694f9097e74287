import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { builtGo } from '../../../../scripts/build-go.ts';
import { findGo } from '../../../../scripts/from-pypi.ts';
import { createApp } from '../../../src/app.ts';
import { inProcess } from '../../../src/config/index.ts';
import { createDoor } from '../../../src/door.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { folderFor, start } from '../../cli/shell.ts';
import { type Fetched, fetchRaw, listen } from '../../gateway/sockets.ts';
import { LIVE, openWorld } from '../world.ts';

const PAGE = await readFile(
  fileURLToPath(new URL('../../../../docs/guides/backoff.md', import.meta.url)),
  'utf8',
);
const block = (language: string) =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(PAGE)?.[1] ?? assert.fail(language);

/** Each program of the page, as a file that is run with a command. */
const PROGRAMS = {
  bash: ['bash', 'call.sh'],
  ts: [process.execPath, 'call.ts'],
  python: ['python3', 'call.py'],
  go: null,
} as const;

describe('a program of docs/guides/backoff.md', { concurrency: true }, () => {
  for (const language of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]) {
    const skip = language === 'go' && findGo() === null && 'needs Go';
    it(`in ${language} waits as it is told, and then gets through`, {
      skip,
    }, async (t) => {
      const api = await limitedApi(t, { calls: 1, per: 1 });
      // Twice it is refused, and the third time there is room.
      const answers = await api.calls(language, 2);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [429, 429, 200],
      );
      for (const [number, { at, after }] of answers.slice(0, -1).entries()) {
        const waited = (answers[number + 1]?.at ?? 0) - at;
        assert.ok(waited > after * 1_000, `it came back after ${waited} ms, and was told ${after} s`);
      }
    });

    it(`in ${language} gives up where it would wait too long`, {
      skip,
    }, async (t) => {
      const api = await limitedApi(t, { calls: 1, per: 120 });
      const answers = await api.calls(language, 1);
      assert.deepEqual(
        answers.map(({ status, after }) => [status, after > 60]),
        [[429, true]],
      );
    });

    it(`in ${language} adds a random wait`, () => {
      assert.match(block(language), /\$RANDOM|Math\.random\(\)|random\.random\(\)|rand\.N\(/);
    });
  }
});

interface Answered {
  status: number;
  /** `Retry-After`, in seconds. */
  after: number;
  /** When it was sent, on the steady clock. */
  at: number;
}

/** An API with a limit for each token, at an address in front of which every answer is noted. */
async function limitedApi(t: TestContext, token: { calls: number; per: number }) {
  const front = inProcess(async () => (_request, response) => void response.end('done'));
  const world = await openWorld({ front, limits: { token } });
  t.after(() => world.close());
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: world.api, operations: world.operations });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token: secret } = await world.personalToken();

  return {
    /** Runs a program, whose first calls are made when the limit is used up. */
    async calls(language: keyof typeof PROGRAMS, refused: number): Promise<Answered[]> {
      const answers: Answered[] = [];
      const forward = ({ authorization = '' }: { authorization?: string | undefined }): Promise<Fetched> =>
        fetchRaw(door.port, '/cases', { headers: { host: LIVE, authorization } });
      const noted = await listen(async (request, response) => {
        let answer = await forward(request.headers);
        while (answers.length < refused && answer.status !== 429) answer = await forward(request.headers);
        const { status, headers, body } = answer;
        const after = headers['retry-after'];
        response.writeHead(status, after === undefined ? {} : { 'retry-after': after });
        response.end(body);
        answers.push({ status, after: Number(after ?? 0), at: performance.now() });
      });
      t.after(() => noted.close());
      const folder = await folderFor(t);
      const env = { TOKEN: secret, API_URL: `http://127.0.0.1:${noted.port}/cases` };
      const [command, args] = await program(language, folder);
      const running = start(t, command, args, { cwd: folder, env });
      await running.ended;
      assert.equal(running.written(), String(answers.at(-1)?.status), running.written());
      return answers;
    },
  };
}

async function program(language: keyof typeof PROGRAMS, folder: string): Promise<[string, string[]]> {
  const [command, name] = PROGRAMS[language] ?? [];
  if (!command) return [builtGo('backoff', block('go'))?.command ?? assert.fail('no Go'), []];
  await writeFile(join(folder, name), block(language));
  return [command, [name]];
}
