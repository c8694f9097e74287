/** Kinds of pictures that run nothing: SVG can contain scripts. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

export interface PictureSize {
  type: PictureType;
  width: number;
  height: number;
  /** Whether it moves: an animated PNG or WebP. */
  moves: boolean;
}

/** Returns what a picture is by its own bytes, whatever somebody calls it; `null`: none of `PICTURE_TYPES`, or cut off. */
export function readPicture(bytes: Buffer): PictureSize | null {
  return readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes);
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG section 11.2.2: the header is the first chunk. An animation announces itself before the first image data. */
function readPng(bytes: Buffer): PictureSize | null {
  if (!bytes.subarray(0, 8).equals(PNG) || bytes.length < 33 || textAt(bytes, 12, 4) !== 'IHDR') return null;
  const data = bytes.indexOf('IDAT', 33, 'latin1');
  const control = bytes.indexOf('acTL', 33, 'latin1');
  if (data === -1) return null;
  const moves = control !== -1 && control < data;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), moves };
}

/** JPEG (ITU T.81 annex B): segments follow one another up to the one with the size of the frame. */
function readJpeg(bytes: Buffer): PictureSize | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return { type: 'image/jpeg', width, height, moves: false };
    }
    // Each step goes forward by two at least, whatever length a segment claims.
    at += marker === 0xff ? 1 : 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** WebP container (RFC 9649 section 2): lossy, lossless, or extended with flags. */
function readWebp(bytes: Buffer): PictureSize | null {
  if (bytes.length < 30 || textAt(bytes, 0, 4) !== 'RIFF' || textAt(bytes, 8, 4) !== 'WEBP') return null;
  const type = 'image/webp';
  switch (textAt(bytes, 12, 4)) {
    case 'VP8 ':
      return {
        ...{ type, moves: false },
        ...{ width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff },
      };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { type, moves: false, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return {
        ...{ type, moves: ((bytes[20] ?? 0) & 0x02) !== 0 },
        ...{ width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 },
      };
    default:
      return null;
  }
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length);
}
