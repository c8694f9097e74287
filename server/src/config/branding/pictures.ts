import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { sha256 } from '../../lib/compare.ts';
import { ConfigError } from '../define-api.ts';
import type { ApiConfig } from '../schema/api-config.ts';

/** A picture, with a file name that changes with it. */
export interface Picture {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The API owner's pictures, read at the start. */
export interface BrandPictures {
  readonly logo?: { readonly light: Picture; readonly dark: Picture | null };
  readonly favicon?: Picture;
}

const LARGEST = 256 * 1024;

/** The types of pictures, by how such a file begins: its name could say anything. */
const TYPES: readonly { type: string; begins: (bytes: Buffer) => boolean }[] = [
  {
    type: 'image/png',
    begins: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  },
  { type: 'image/jpeg', begins: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  {
    type: 'image/webp',
    begins: (bytes) =>
      bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
  {
    type: 'image/svg+xml',
    begins: (bytes) => isSvg(bytes.toString('utf8')),
  },
];

/** Reads the pictures that the configuration in `file` names. Throws `ConfigError` for one that is missing or none. */
export async function readBrandPictures(file: string, { name, branding }: ApiConfig): Promise<BrandPictures> {
  const problems: string[] = [];
  const read = async (field: string, path: string | undefined): Promise<Picture | null> => {
    if (path === undefined) return null;
    const bytes = await readFile(resolve(dirname(file), path)).catch(() => null);
    const type = bytes && TYPES.find(({ begins }) => begins(bytes))?.type;
    if (bytes && type && bytes.length <= LARGEST) return { name: nameOf(type, bytes), type, bytes };
    problems.push(
      bytes === null
        ? `branding.${field}: ${path} cannot be read; its path is relative to the configuration file`
        : type === undefined
          ? `branding.${field}: ${path} is no SVG, PNG, WebP or JPEG picture`
          : `branding.${field}: ${path} has ${bytes.length} bytes, and at most ${LARGEST} are taken`,
    );
    return null;
  };
  const { logo, favicon } = branding;
  const [light, dark, icon] = await Promise.all([
    read(typeof logo === 'object' ? 'logo.light' : 'logo', typeof logo === 'object' ? logo.light : logo),
    read('logo.dark', typeof logo === 'object' ? logo.dark : undefined),
    read('favicon', favicon),
  ]);
  if (problems.length > 0) throw new ConfigError(name, problems);
  return { ...(light ? { logo: { light, dark } } : {}), ...(icon ? { favicon: icon } : {}) };
}

function nameOf(type: string, bytes: Buffer): string {
  const extension = /\w+/.exec(type.split('/')[1] ?? '')?.[0] ?? 'bin';
  return `picture.${sha256(bytes.toString('latin1')).slice(0, 12)}.${extension}`;
}

/** Whether the first element is `svg`: before it stand declarations and comments at most. */
function isSvg(text: string): boolean {
  let rest = text.replace(/^\ufeff/, '').trimStart();
  for (;;) {
    const end = PROLOGUE.find(([begin]) => rest.startsWith(begin))?.[1];
    if (end === undefined) return /^<svg[\s>]/.test(rest);
    const at = rest.indexOf(end);
    if (at < 0) return false;
    rest = rest.slice(at + end.length).trimStart();
  }
}

const PROLOGUE = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!DOCTYPE', '>'],
] as const;
