/** RFC 5321 section 4.5.3.1.3: a path has 256 characters at most, its brackets included. */
const LONGEST = 254;
/** Nothing that ends an address, a header or a command: line ends, brackets, separators of lists, quotes. */
const SHAPE = /^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u;

/** Returns whether mail can go to a text as it is. A local part in quotes is not taken. */
export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST && SHAPE.test(text);
}
