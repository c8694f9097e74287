import { visit } from 'jsonc-parser';
import { type Contents, checkDepth, type Fault, type Parsed, Place, type Position } from './document.ts';

/** Parses JSON (RFC 8259). Returns `null` if the text is not JSON. `file` names the document in faults. */
export function parseJson(text: string, file: string): Parsed | null {
  if (!/^\s*[{[]/.test(text)) return null;
  const faults: Fault[] = [];
  const holders: (Map<string, Place> | Place[])[] = [];
  let root: Place | null = null;
  let member: { name: string; at: Position } | null = null;
  let whole = true;

  /** The position of an object's value is that of its name. */
  const put = (contents: Contents, line: number, column: number): void => {
    const holder = holders.at(-1);
    const place = new Place(member?.at ?? { file, line: line + 1, column: column + 1 }, contents);
    if (Array.isArray(holder)) holder.push(place);
    else if (holder && member) holder.set(member.name, place);
    else root = place;
    member = null;
  };
  const open = (contents: Map<string, Place> | Place[], line: number, column: number): void => {
    put(contents, line, column);
    checkDepth(holders.push(contents));
  };
  const close = (): void => {
    holders.pop();
  };

  visit(
    text,
    {
      onObjectBegin: (_offset, _length, line, column) => open(new Map(), line, column),
      onObjectProperty(name, _offset, _length, line, column) {
        const at = { file, line: line + 1, column: column + 1 };
        const holder = holders.at(-1);
        if (holder instanceof Map && holder.has(name)) {
          // RFC 8259 section 4: "names within an object SHOULD be unique"; with duplicates, some readers use
          // the first and others the last.
          faults.push({ ...at, operation: null, problem: `${name} stands twice in one object` });
        }
        member = { name, at };
      },
      onObjectEnd: close,
      onArrayBegin: (_offset, _length, line, column) => open([], line, column),
      onArrayEnd: close,
      onLiteralValue: (value: Exclude<Contents, object>, _offset, _length, line, column) =>
        put(value, line, column),
      onError() {
        whole = false;
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return whole && root ? { root, faults } : null;
}
