import { DAY } from '../lib/clock.ts';

/** As long as any name in the IANA's database. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Returns whether something is the name of a time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/**
 * The names of the IANA's database for zones that `Intl` gives out under old ones: their data come from CLDR, which never changes a name
 * (Unicode TR 35, part 1, section 3.6.5).
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Returns the name that a time zone has today, such as `Europe/Kyiv` for `Europe/Kiev`, which browsers still say. */
export function zoneToday(name: string): string {
  return RENAMED[name] ?? name;
}

/** The names to choose from, in the order of the alphabet. */
export function timeZones(): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(zoneToday)])].sort();
}

/** Returns the day of a moment in a time zone as a date field writes it, `2026-11-29`. */
export function dateIn(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** Returns when a day begins in a time zone, in milliseconds since 1970, or `null` for anything but a date. */
export function dayBegins(date: string, timeZone: string): number | null {
  const utc = DATE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(utc)) return null;
  // The offset at the day's begin may differ from the one at midnight in UTC, if the clocks change between them.
  const guess = utc - offsetAt(utc, timeZone);
  return utc - offsetAt(guess, timeZone);
}

/** Returns when the day after a date begins, or `null`. */
export function dayEnds(date: string, timeZone: string): number | null {
  const begin = dayBegins(date, 'UTC');
  return begin === null ? null : dayBegins(new Date(begin + DAY).toISOString().slice(0, 10), timeZone);
}

/** How far a time zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const [year, month, day] = [part('year'), part('month') - 1, part('day')];
  const shown = Date.UTC(year, month, day, part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}
