import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDashboard } from '../../server/scripts/dashboard.ts';
import { firstFiles } from '../../server/src/dashboard/files.ts';

/** The files that a browser loads before the dashboard can show a page, in bytes as they are sent (Brotli). */
export interface FirstLoad {
  script: number;
  style: number;
  files: number;
}

export async function measureFirstLoad(): Promise<FirstLoad> {
  const folder = await ensureDashboard();
  const { script, modules, styles } = await firstFiles();
  const sizeOf = async (files: readonly string[]) => {
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, `${file}.br`))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const scripts = [script, ...modules];
  return {
    script: await sizeOf(scripts),
    style: await sizeOf(styles),
    files: scripts.length + styles.length,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { script, style, files } = await measureFirstLoad();
  const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
  console.log(`JavaScript ${kilobytes(script)}, styles ${kilobytes(style)}, in ${files} files, compressed`);
}
