import { readFileSync } from 'node:fs';
import type { Process } from '../cli/shell.ts';

/** The processes of the workers by their number, as Linux knows them. */
export function workersOf(primary: Process): Map<string, number> {
  const { pid } = primary.child;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const number = (child: number) =>
    /LATCHKEY_WORKER=(\d+)/.exec(readFileSync(`/proc/${child}/environ`, 'utf8'))?.[1] ?? '';
  return new Map(children.map((child) => [number(child), child]));
}
