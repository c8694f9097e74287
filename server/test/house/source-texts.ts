import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

/** A comment or a string of a module: where it stands (offsets into the source), and its text without marks. */
export interface SourceText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A slash after one of these divides; after any other token it begins a regular expression. */
const OPERANDS = new Set<SyntaxKind>([
  SyntaxKind.Identifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.BigIntLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.ThisKeyword,
]);

const STRINGS = new Set<SyntaxKind>([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
]);

/**
 * The comments and strings of a TypeScript module in their order. Lines of `//` that follow each other are one comment;
 * each piece of a template between its placeholders is one string.
 */
export function sourceTexts(source: string): { comments: SourceText[]; strings: SourceText[] } {
  const scanner = createScanner(false, undefined, source);
  const comments: SourceText[] = [];
  const strings: SourceText[] = [];
  /** For each brace that is open: whether it belongs to a template's placeholder. */
  const braces: boolean[] = [];
  let before = SyntaxKind.Unknown;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    if (kind === SyntaxKind.SingleLineCommentTrivia || kind === SyntaxKind.MultiLineCommentTrivia) {
      addComment(comments, source, scanner.getTokenStart(), scanner.getTokenEnd());
      continue;
    }
    if (/^\s*$/.test(scanner.getTokenText())) continue;
    if (kind === SyntaxKind.SlashToken && !OPERANDS.has(before)) kind = scanner.reScanSlashToken();
    if (kind === SyntaxKind.CloseBraceToken && braces.pop()) kind = scanner.reScanTemplateToken(false);
    if (kind === SyntaxKind.OpenBraceToken) braces.push(false);
    if (kind === SyntaxKind.TemplateHead || kind === SyntaxKind.TemplateMiddle) braces.push(true);
    if (STRINGS.has(kind))
      strings.push({
        start: scanner.getTokenStart(),
        end: scanner.getTokenEnd(),
        text: scanner.getTokenValue(),
      });
    before = kind;
  }
  return { comments, strings };
}

function addComment(comments: SourceText[], source: string, start: number, end: number): void {
  const raw = source.slice(start, end);
  const text = raw.startsWith('//')
    ? raw.slice(2).trim()
    : raw
        .slice(2, -2)
        .replaceAll(/^[ \t]*\*+ ?/gm, '')
        .trim();
  const last = comments.at(-1);
  const between = last && source.slice(last.end, start);
  if (last && raw.startsWith('//') && /^\n[ \t]*$/.test(between ?? '') && source.startsWith('//', last.start))
    comments[comments.length - 1] = { start: last.start, end, text: `${last.text}\n${text}` };
  else comments.push({ start, end, text });
}
