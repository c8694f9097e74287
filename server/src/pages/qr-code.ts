import { encode } from 'uqr';

/** Width of the light margin, in modules, that readers need (ISO/IEC 18004 section 6.3.8). */
const QUIET_ZONE = 4;

/** Returns `text` as a QR code: an SVG with one path, in which a module is one unit wide. */
export function qrCodeSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const dark = data.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path d="${dark.join('')}"/></svg>`
  );
}

/** Returns the same as a data URI for an image element. */
export function qrCodeDataUri(text: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(qrCodeSvg(text)).toString('base64')}`;
}

/** Returns where runs of dark modules begin in a row, and their lengths. */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  });
  return runs;
}
