import { timeZone } from '../data/boot.ts';
import { useWords } from '../words/index.ts';

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Units of the same length everywhere. */
const SPANS = STEPS.slice(2);

/** Returns the exact time in the reader's zone, with its name. */
function exactly(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short', timeZone },
  }).format(at);
}

/** A time as "3 hours ago", in the visitor's language; the exact time in their zone stands in its title. */
export function Moment({ at }: { at: string | number }) {
  const { locale } = useWords();
  const date = new Date(at);
  const seconds = Math.round((date.getTime() - Date.now()) / 1_000);
  const [unit, length] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
    Math.trunc(seconds / length),
    unit,
  );
  const exact = exactly(date, locale);
  return (
    <time dateTime={date.toISOString()} title={exact} className="sm:whitespace-nowrap">
      {words}
    </time>
  );
}

/** The exact time, in the visitor's zone. */
export function ExactMoment({ at }: { at: string | number }) {
  const { locale } = useWords();
  const date = new Date(at);
  const exact = exactly(date, locale);
  return <time dateTime={date.toISOString()}>{exact}</time>;
}

/** Returns the seconds in the largest unit that they fill, such as `30 days` or `1 minute`. */
export function lasting(seconds: number, locale: string): string {
  const [unit, of] = SPANS.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / of);
}
