/**
 * Attribute types by object identifier (RFC 4519, RFC 4514 section 3), under the short names that OpenSSL
 * prints.
 */
const NAMES: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.15': 'BUSINESSCATEGORY',
  '2.5.4.97': 'ORGANIZATIONIDENTIFIER',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
  '1.3.6.1.4.1.311.60.2.1.3': 'JURISDICTIONC',
};

const ATTRIBUTE = /\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=\s*((?:\\.|[^\\,+;"<>\n])*)/y;

/** A relative name is a set of attributes, each `type=value`, sorted. */
type RelativeName = string[];

/**
 * Returns whether a certificate's subject equals the registered name (RFC 8705 section 2.1.2): attribute by
 * attribute with exact values, in the order of RFC 4514, which begins with the most specific.
 *
 * @param registered the string representation of RFC 4514
 * @param subject as in `X509Certificate.subject`: one relative name per line, the most general first
 */
export function isSubject(registered: string, subject: string): boolean {
  const wanted = readName(registered, ',');
  const found = readName(subject, '\n');
  return wanted !== null && found !== null && same(wanted, found.reverse());
}

/** Returns whether a text is a distinguished name with at least one attribute. */
export function isDistinguishedName(text: string): boolean {
  return readName(text, ',') !== null;
}

function same(left: RelativeName[], right: RelativeName[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function readName(text: string, separator: ',' | '\n'): RelativeName[] | null {
  const names: RelativeName[] = [];
  let current: RelativeName = [];
  let at = 0;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const [whole, type, value] = ATTRIBUTE.exec(text) ?? [];
    const plain = value === undefined ? null : plainText(value);
    if (whole === undefined || type === undefined || plain === null) return null;
    current.push(`${NAMES[type] ?? type.toUpperCase()}=${plain}`);
    at += whole.length;
    const next = text[at];
    at += 1;
    if (next === '+') continue;
    names.push(current.sort());
    current = [];
    if (next === undefined) return names;
    if (next !== separator) return null;
  }
}

/** An escaped blank is part of the value. */
function withoutBlanksAtEnd(value: string): string {
  let end = value.length;
  while (value[end - 1] === ' ') end--;
  return value.slice(0, value[end - 1] === '\\' ? end + 1 : end);
}

/**
 * Returns the text of an escaped value (RFC 4514 section 2.4), or `null` for hex-encoded values, which are
 * not supported.
 */
function plainText(value: string): string | null {
  const trimmed = withoutBlanksAtEnd(value);
  if (trimmed === '' || trimmed.startsWith('#')) return null;
  const bytes: Buffer[] = [];
  for (const [, hex, escaped, plain] of trimmed.matchAll(/\\([0-9A-Fa-f]{2})|\\(.)|([^\\]+)/gsu)) {
    bytes.push(hex === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.from(hex, 'hex'));
  }
  return Buffer.concat(bytes).toString('utf8');
}
