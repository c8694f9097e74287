/* Does verbs without end, eight at a time, and prints a line for each one that was answered. Run by crash.test.ts. */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { approved, NOW, redemption, rotation, seed } from '../fixtures.ts';

const store = await openSqliteStore(process.argv[2] ?? '', { clock: { now: () => NOW } });
await store.seedOnce(seed());

function answered(line: Record<string, string>): void {
  const text = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let sent = 0; sent < text.length; ) sent += writtenOf(text.subarray(sent));
}

/** Returns how many bytes were written: none while the pipe is full, because its reader is slower. */
function writtenOf(text: Buffer): number {
  try {
    return writeSync(1, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return 0;
  }
}

async function connect(): Promise<never> {
  for (;;) {
    const begun = await approved(store);
    answered({ verb: 'approve', code: begun.codeHash });
    const first = redemption(begun);
    await store.redeemCode(first);
    answered({ verb: 'redeem', code: begun.codeHash, access: first.access.hash, family: first.family.id });
    const turn = rotation(first.family, first.refresh.hash);
    await store.rotateRefreshToken(turn);
    answered({ verb: 'rotate', used: first.refresh.hash, successor: turn.successor.hash });
    if (Math.random() < 0.2) {
      await store.revokeFamily(first.family.id, NOW, []);
      answered({ verb: 'revoke', access: first.access.hash });
    }
  }
}

await Promise.all(Array.from({ length: 8 }, connect));
