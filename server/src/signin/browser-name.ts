/** The first that a browser names itself by: most of them also claim to be one further down. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * Returns a browser and its system in words that its user recognizes, in every language, such as `Firefox, Linux`; `null` if it
 * names none that is known. The rest of what a browser says of itself is not kept.
 */
export function browserName(userAgent: string | undefined): string | null {
  const said = (userAgent ?? '').slice(0, 500);
  const name = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(said))?.[1];
  const names = [name(BROWSERS), name(SYSTEMS)].filter((each) => each !== undefined);
  return names.length === 0 ? null : names.join(', ');
}
