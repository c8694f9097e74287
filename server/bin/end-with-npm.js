// Plain JavaScript that any Node can read, as the programs that import it.
import { readFileSync } from 'node:fs';

const LOOK_MS = 500;

/**
 * Ends this process, as by SIGTERM, when the npm that runs it has ended. npm and npx run a script through a
 * shell that does not forward signals: on SIGTERM, they and the shell end, and a server would be left over. So
 * this process looks whether both are still there. It does nothing in a process that npm does not run.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const npm = starterOf(shell);
  const look = setInterval(() => {
    if (process.ppid === shell && (npm === null || isAlive(npm))) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  look.unref();
}

/**
 * Returns the process that started a shell for one command, or `null` if that is unknown or `pid` is not such
 * a shell.
 */
function starterOf(pid) {
  try {
    const [file, option] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (!/(^|\/)(ba|da|z|k)?sh$/.test(file) || option !== '-c') return null;
    const parent = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return parent > 1 ? parent : null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
