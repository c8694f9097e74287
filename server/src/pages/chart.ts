import { type Html, html } from './html.ts';

type Look = 'allowed' | 'denied';

/** A part of a column or bar, with the class that colours it. */
interface Part {
  look: Look;
  value: number;
}

/** One column of a chart: parts on top of each other. */
export interface Column {
  /** Shown when the pointer rests on it. */
  title: string;
  parts: readonly Part[];
}

const HEIGHT = 100;
/** Of the width of a column. */
const GAP = 0.2;
/** A value that is not nothing can be seen. */
const LEAST = 1.5;

/**
 * Returns columns as SVG that needs no script and no style of its own: the classes are coloured by the style sheet. It has no
 * text, because text in a picture that fills the width of a phone would be too small to read.
 *
 * @param alternative says for those who do not see it what it shows
 */
export function columnChart(columns: readonly Column[], alternative: string): Html {
  const total = ({ parts }: Column) => parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(1, ...columns.map(total));
  return html`<svg class="chart" role="img" aria-label="${alternative}" viewBox="0 0 ${Math.max(1, columns.length)} ${HEIGHT}" preserveAspectRatio="none">${columns.map(
    (column, index) => {
      let top = HEIGHT;
      const bars = column.parts
        .filter(({ value }) => value > 0)
        .map(({ look, value }) => {
          const height = Math.max(LEAST, (value / most) * HEIGHT);
          top = Math.max(0, top - height);
          return html`<rect class="${look}" x="${rounded(index + GAP / 2)}" y="${rounded(top)}" width="${1 - GAP}" height="${rounded(height)}"/>`;
        });
      return html`<g><title>${column.title}</title>${bars}<rect class="nothing" x="${index}" y="0" width="1" height="${HEIGHT}"/></g>`;
    },
  )}</svg>`;
}

/** Returns a bar for a row of a table, whose numbers stand beside it: parts one after the other, as long as `most` at most. */
export function rowBar(parts: readonly Part[], most: number): Html {
  let end = 0;
  const bars = parts
    .filter(({ value }) => value > 0)
    .map(({ look, value }) => {
      const width = Math.max(LEAST, (value / most) * HEIGHT);
      const begin = Math.min(end, HEIGHT - width);
      end = begin + width;
      return html`<rect class="${look}" x="${rounded(begin)}" y="0" width="${rounded(width)}" height="1"/>`;
    });
  return html`<svg class="row-bar" aria-hidden="true" viewBox="0 0 ${HEIGHT} 1" preserveAspectRatio="none">${bars}</svg>`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
