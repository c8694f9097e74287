import { useEffect, useRef } from 'react';
import type UPlot from 'uplot';
import { useWords } from '../words/index.ts';

export interface Series {
  label: string;
  /** A colour variable of the theme, such as `--accent`. */
  colour: string;
  values: readonly number[];
}

interface ChartProps {
  /** Says what is counted. */
  title: string;
  /** Begins of the days, in milliseconds. */
  times: readonly number[];
  series: readonly Series[];
  height?: number;
}

/** Counts by day, which the server counts in UTC. The drawing is hidden from screen readers, which read the same numbers as a table. */
export function Chart({ title, times, series, height = 200 }: ChartProps) {
  const { ui, locale } = useWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    return draw(element, times, { series, height, locale });
  }, [times, series, height, locale]);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale);
  return (
    <figure className="m-0">
      <figcaption className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <span className="font-medium">{title}</span>
        {series.map(({ label, colour }) => (
          <span key={label} className="inline-flex items-center gap-2 text-soft">
            <span
              aria-hidden="true"
              className="size-2.5 rounded-full"
              style={{ background: `var(${colour})` }}
            />
            {label}
          </span>
        ))}
      </figcaption>
      <p className="text-sm text-soft">{ui.daysInUtc}</p>
      <div ref={place} aria-hidden="true" style={{ height }} />
      <table className="sr-only">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{ui.day}</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{day.format(time)}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{number.format(values[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

interface Look {
  series: readonly Series[];
  height: number;
  locale: string;
}

const WHOLE = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 10 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);

/** Draws, and draws again when the width or the colour scheme changes. Returns a function that removes it. */
function draw(element: HTMLElement, times: readonly number[], look: Look) {
  const { series, height } = look;
  let plot: UPlot | undefined;
  let gone = false;
  const data = [times.map((time) => time / 1_000), ...series.map(({ values }) => [...values])];
  const render = async () => {
    const { default: Plot } = await import('uplot');
    if (gone) return;
    plot?.destroy();
    plot = new Plot(
      { ...optionsFor(element, look), tzDate: inUtc(Plot) },
      data as UPlot.AlignedData,
      element,
    );
  };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const again = () => void render();
  const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
  resized.observe(element);
  scheme.addEventListener('change', again);
  again();
  return () => {
    gone = true;
    resized.disconnect();
    scheme.removeEventListener('change', again);
    plot?.destroy();
  };
}

/** The axis begins its days where they are counted. */
function inUtc(Plot: typeof UPlot) {
  return (seconds: number) => Plot.tzDate(new Date(seconds * 1_000), 'Etc/UTC');
}

function optionsFor(element: HTMLElement, { series, height, locale }: Look): UPlot.Options {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale);
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 4)] } },
    axes: [
      { ...axis, space: 70, values: (_plot, splits) => splits.map((seconds) => day.format(seconds * 1_000)) },
      // Calls are counted whole.
      {
        ...axis,
        size: 52,
        incrs: WHOLE,
        values: (_plot, splits) => splits.map((value) => number.format(value)),
      },
    ],
    series: [
      {},
      ...series.map(({ label, colour: name }) => ({
        label,
        stroke: colour(name),
        fill: `color-mix(in srgb, ${colour(name)} 12%, transparent)`,
        width: 2,
        points: { show: false },
      })),
    ],
  };
}
