import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Packed } from './build.ts';

/** How a program for an older Node, or its compiler, would find the modules of the server. */
const NOT_FOR_SERVER = ['node10', 'node16-cjs'];

/** Returns the faults that publint and Are the types wrong find in a package, each as one line. */
export async function faultsOf(name: string, { folder, tarball }: Packed): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false });
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
  const problems = types.types === false ? [{ kind: 'no types' }] : types.problems;
  return [
    ...messages.map((message) => formatMessage(message, pkg) ?? message.code),
    ...problems
      .filter((problem) => {
        const kind = 'resolutionKind' in problem ? String(problem.resolutionKind) : '';
        return name !== 'latchkey' || !NOT_FOR_SERVER.includes(kind);
      })
      .map((problem) => JSON.stringify(problem)),
  ];
}
