import { type Accents, accentsOf } from '../../config/branding/accents.ts';
import type { ApiConfig } from '../../config/index.ts';
import { type Asset, sheet } from '../assets.ts';

const made = new WeakMap<ApiConfig, Asset | null>();

/** Returns the style sheet with the API's own colours, or `null` where it has none. */
export function brandSheet(config: ApiConfig): Asset | null {
  const known = made.get(config);
  if (known !== undefined) return known;
  const accents = accentsOf(config.branding);
  const own = accents && sheetOf(accents);
  made.set(config, own);
  return own;
}

function sheetOf(accents: Record<'light' | 'dark', Accents>): Asset {
  return sheet(
    'brand',
    `:root {\n${properties(accents.light)}}\n@media (prefers-color-scheme: dark) {\n:root {\n${properties(accents.dark)}}\n}\n`,
  );
}

function properties({ accent, strong, soft, on }: Accents): string {
  return `--accent: ${accent};\n--accent-strong: ${strong};\n--accent-soft: ${soft};\n--on-accent: ${on};\n`;
}
