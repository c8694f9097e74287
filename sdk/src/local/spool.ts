import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ReportedCall } from '../../../wire/report.ts';

export interface Batch {
  id: string;
  decisions: string[];
  calls: ReportedCall[];
}

interface Open extends Batch {
  /** The places of `decisions`. */
  places: Map<string, number>;
  bytes: number;
  /** The file it is also written to. */
  fd: number | null;
}

interface Sealed {
  id: string;
  bytes: number;
  /** `null` if it is in the file. */
  batch: Batch | null;
}

const MOST_CALLS = 500;
const MOST_DECISIONS = 200;
const CALL_BYTES = 100;
const sync = promisify(fdatasync);
/** Batches that this process writes: several of its guards may share a folder. */
const writing = new Set<string>();

/**
 * Calls to be sent to Latchkey, in batches. With a folder, each call is written to a file before it is
 * allowed, so that a crash of the process loses none. A batch is synced to disk when it is closed, after a
 * second, so that a power cut loses at most a second. Batches of a dead process are adopted. An incomplete
 * line belongs to a call that was not allowed, and is skipped.
 */
export class Spool {
  readonly #folder: string | null;
  readonly #mostBytes: number;
  #open: Open | null = null;
  #closing: Promise<void>[] = [];
  #sealed: Sealed[] = [];
  #bytes = 0;

  /** Throws if the folder cannot be used: at start rather than at the first call. */
  constructor(folder: string | null, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
    if (folder === null) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#adopt(folder);
  }

  /** Closed batches, oldest first. */
  get sealed(): readonly string[] {
    return this.#sealed.map(({ id }) => id);
  }

  /** Returns `false` if there is no room, or it cannot be written: such a call must not be allowed. */
  add(identity: string, call: [at: number, ip: string, requestId: string, basis: string]): boolean {
    if (this.#bytes >= this.#mostBytes) return false;
    try {
      // Latchkey accepts no larger batch, and the previous one may take long to deliver.
      if (this.isDue) this.#close();
      this.#open ??= this.#begin();
      const open = this.#open;
      let index = open.places.get(identity);
      if (index === undefined) {
        this.#write(open, identity);
        index = open.decisions.push(identity) - 1;
        open.places.set(identity, index);
      }
      const whole: ReportedCall = [index, ...call];
      this.#write(open, whole);
      open.calls.push(whole);
      return true;
    } catch {
      // An incomplete line has to remain the last line of its file.
      this.#close();
      return false;
    }
  }

  /** Whether the open batch is full. */
  get isDue(): boolean {
    return (
      this.#open !== null &&
      (this.#open.calls.length >= MOST_CALLS || this.#open.decisions.length >= MOST_DECISIONS)
    );
  }

  /** Closes the open batch, if there is one. Resolves when all closed batches are on disk. */
  async seal(): Promise<void> {
    this.#close();
    const closing = this.#closing;
    this.#closing = [];
    await Promise.all(closing);
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    const closed = this.#put(open);
    // The next call of `seal` reports the error.
    closed.catch(() => {});
    this.#closing.push(closed);
  }

  async #put({ id, bytes, fd, decisions, calls }: Open): Promise<void> {
    if (fd === null || this.#folder === null) {
      this.#sealed.push({ id, bytes, batch: { id, decisions, calls } });
      return;
    }
    try {
      await sync(fd);
    } finally {
      closeSync(fd);
      renameSync(this.#openFile(this.#folder, id), join(this.#folder, `${id}.batch`));
      writing.delete(id);
      this.#sealed.push({ id, bytes, batch: null });
    }
  }

  /** Returns `null` if another process has delivered it. */
  read(id: string): Batch | null {
    const sealed = this.#sealed.find((each) => each.id === id);
    if (!sealed) return null;
    if (sealed.batch || this.#folder === null) return sealed.batch;
    try {
      return { id, ...readLines(readFileSync(join(this.#folder, `${id}.batch`), 'utf8')) };
    } catch {
      return null;
    }
  }

  delivered(id: string): void {
    const sealed = this.#sealed.find((each) => each.id === id);
    if (!sealed) return;
    this.#sealed = this.#sealed.filter((each) => each !== sealed);
    this.#bytes -= sealed.bytes;
    if (this.#folder !== null) rmSync(join(this.#folder, `${id}.batch`), { force: true });
  }

  #begin(): Open {
    const id = randomUUID();
    const empty = { id, decisions: [], calls: [], places: new Map<string, number>(), bytes: 0 };
    if (this.#folder === null) return { ...empty, fd: null };
    writing.add(id);
    return { ...empty, fd: openSync(this.#openFile(this.#folder, id), 'wx', 0o600) };
  }

  #write(open: Open, entry: string | ReportedCall): void {
    const bytes = open.fd === null ? sizeOf(entry) : writeLine(open.fd, entry);
    open.bytes += bytes;
    this.#bytes += bytes;
  }

  #openFile(folder: string, id: string): string {
    return join(folder, `${id}.${process.pid}.open`);
  }

  #adopt(folder: string): void {
    for (const name of readdirSync(folder).sort()) {
      // Another process that starts now may have adopted it first.
      const bytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
      if (bytes === undefined) continue;
      const [, id, pid, ending] = /^([0-9a-f-]{36})\.(?:(\d+)\.)?(open|batch)$/.exec(name) ?? [];
      if (id === undefined) continue;
      if (ending === 'open') {
        if (writing.has(id) || isOther(Number(pid))) continue;
        renameSync(join(folder, name), join(folder, `${id}.batch`));
      }
      this.#bytes += bytes;
      this.#sealed.push({ id, bytes, batch: null });
    }
  }
}

/** Returns how many bytes were written. */
function writeLine(fd: number, entry: string | ReportedCall): number {
  const line = `${JSON.stringify(entry)}\n`;
  const bytes = Buffer.byteLength(line);
  if (writeSync(fd, line) < bytes) throw new Error('The disk is full.');
  return bytes;
}

/** About as many bytes as the entry has as a line. Without a file there is no line to count. */
function sizeOf(entry: string | ReportedCall): number {
  return typeof entry === 'string' ? entry.length : CALL_BYTES;
}

/**
 * Returns whether another living process has this id. In a container, a new process often gets its
 * predecessor's id.
 */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readLines(text: string): Pick<Batch, 'decisions' | 'calls'> {
  const decisions: string[] = [];
  const calls: ReportedCall[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const entry: unknown = JSON.parse(line);
      if (typeof entry === 'string') decisions.push(entry);
      else if (Array.isArray(entry) && entry.length === 5) calls.push(entry as ReportedCall);
    } catch {
      // The line is incomplete after a crash or a full disk.
    }
  }
  return { decisions, calls };
}
