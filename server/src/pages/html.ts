/** What somebody entered in a form before it is shown to them again. */
export interface Entered {
  /** The values under a name, in order; none for a box that is not ticked. */
  all(name: string): string[];
}

/**
 * Markup that is safe to send as it is. Only the `html` tag makes it, so text cannot pass for markup. It is written
 * when the whole page is, so that a control can show what was entered in the form around it.
 */
export class Html {
  readonly #write: (entered: Entered | null) => string;

  private constructor(write: (entered: Entered | null) => string) {
    this.#write = write;
  }

  static tag(this: void, strings: TemplateStringsArray, ...values: Fragment[]): Html {
    return new Html((entered) => {
      let markup = strings[0] ?? '';
      values.forEach((value, index) => {
        markup += render(value, entered) + (strings[index + 1] ?? '');
      });
      return markup;
    });
  }

  /** A control: `make` gets what was entered in the form around it, `null` when the form is as the page has it. */
  static control(this: void, make: (entered: Entered | null) => Html): Html {
    return new Html((entered) => make(entered).toString(entered));
  }

  /** The inside of a form. Its controls show what was `entered`. */
  static filledIn(this: void, entered: Entered | null, inside: Fragment): Html {
    return new Html(() => render(inside, entered));
  }

  toString(entered: Entered | null = null): string {
    return this.#write(entered);
  }
}

/** What may stand in a template. Nothing is shown for `null`, `undefined`, `false` and `true`. */
export type Fragment = Html | string | number | boolean | null | undefined | readonly Fragment[];

/**
 * Builds markup: every interpolated string is escaped for text and for quoted attribute values alike. Attribute
 * values must stand in double quotes; there is no way to pass text through unescaped.
 */
export const html = Html.tag;
export const { control, filledIn } = Html;

function render(value: Fragment, entered: Entered | null): string {
  if (value instanceof Html) return value.toString(entered);
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((each: Fragment) => render(each, entered)).join('');
  return '';
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
      // Bidirectional overrides and other invisible controls let a client's name read as something else.
      .replace(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
  );
}
