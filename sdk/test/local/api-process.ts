import { unfollowed } from './guarded.ts';

/** An API by itself, to be killed: `api-process.ts <url> <key> <host> <token> <spool>`. Says what it let through, until it refuses. */
const [url = '', key = '', host = '', token = '', spool = ''] = process.argv.slice(2);
const guard = unfollowed({ url, key, host }, { spool });
// Nothing of a guard keeps a process alive.
const alive = setInterval(() => {}, 60_000);
await guard.next('up');
for (;;) {
  const answer = await guard.call(token);
  if (!answer.allowed) break;
  // Written before the next call: what is in the pipe was answered.
  const line = `${answer.basis} ${answer.caller?.requestId}\n`;
  if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
await guard.close();
clearInterval(alive);
