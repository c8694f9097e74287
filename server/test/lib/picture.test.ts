import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPicture } from '../../src/lib/picture.ts';

const jpeg = (...segments: number[][]) => Buffer.from([0xff, 0xd8, ...segments.flat(), 0, 0, 0, 0, 0, 0]);
const frame = (marker: number) => [0xff, marker, 0, 17, 8, 0, 120, 1, 44, 3];
const webp = (kind: string, at: [number, number[]][]) => {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF', 0);
  bytes.write(`WEBP${kind}`, 8);
  for (const [place, values] of at) bytes.set(values, place);
  return bytes;
};

test('the size of a picture stands in its bytes', () => {
  for (const [bytes, expected] of [
    [jpeg([0xff, 0xe0, 0, 4, 1, 2], frame(0xc0)), ['image/jpeg', 300, 120, false]],
    [jpeg([0xff, 0xff, 0xc4, 0, 4, 1, 2], frame(0xc2)), ['image/jpeg', 300, 120, false]],
    [webp('VP8 ', [[26, [44, 1, 120, 0]]]), ['image/webp', 300, 120, false]],
    [webp('VP8L', [[20, [0x2f, 43, 193, 29, 0]]]), ['image/webp', 300, 120, false]],
    [
      webp('VP8X', [
        [20, [2]],
        [24, [43, 1, 0, 119, 0, 0]],
      ]),
      ['image/webp', 300, 120, true],
    ],
  ] as const) {
    const found = readPicture(bytes);
    assert.deepEqual(found && [found.type, found.width, found.height, found.moves], expected);
  }
});

test('anything else is no picture, and never an endless one', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from([0xff, 0xd8]),
    jpeg([0xff, 0xe0, 0, 0], [0xff, 0xe1, 0, 0]),
    jpeg([1, 2, 3, 4, 5, 6, 7]),
    webp('VP9 ', []),
    Buffer.alloc(131_072, 0xff),
    Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(131_072, 0xff)]),
  ])
    assert.equal(readPicture(bytes), null);
});
