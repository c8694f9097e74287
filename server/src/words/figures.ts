import type { Language } from './language.ts';

/** Numbers and moments as a language writes them. */
export interface Figures {
  number(value: number): string;
  /** A day, such as 28 Nov 2026. */
  day(at: number): string;
  /** A day of the last months, without the year. */
  shortDay(at: number): string;
  /** A moment, with the time zone. */
  minute(at: number): string;
  /** The time of day. */
  time(at: number): string;
  /** The short name of the time zone at a moment. */
  zone(at: number): string;
  list(items: readonly string[]): string;
  /** The time zone of all these, by its name. */
  readonly timeZone: string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', nl: 'nl-NL' };

const DAY = { day: 'numeric', month: 'short' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

export function figuresIn(language: Language, timeZone: string): Figures {
  const locale = LOCALES[language];
  const format = (options: Intl.DateTimeFormatOptions) => {
    let made: Intl.DateTimeFormat | undefined;
    // Most pages need one or two of them, and each takes a while to make.
    return () => (made ??= new Intl.DateTimeFormat(locale, { ...options, timeZone }));
  };
  const day = format({ ...DAY, year: 'numeric' });
  const shortDay = format(DAY);
  const minute = format({ ...DAY, year: 'numeric', ...CLOCK, timeZoneName: 'short' });
  const time = format(CLOCK);
  let made: Intl.NumberFormat | undefined;
  const numbers = () => (made ??= new Intl.NumberFormat(locale));
  return {
    timeZone,
    number: (value) => numbers().format(value),
    day: (at) => day().format(at),
    shortDay: (at) => shortDay().format(at),
    minute: (at) => minute().format(at),
    time: (at) => time().format(at),
    zone: (at) =>
      minute()
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone,
    list: (items) => new Intl.ListFormat(locale).format(items),
  };
}
