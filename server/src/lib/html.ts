/** The values that the user entered in a form that is shown again. */
export interface Entered {
  /** The values under a name, in order; none for an unticked box. */
  all(name: string): string[];
}

/**
 * Markup that is safe to send. Only the `html` tag makes it, so text cannot pass for markup. It is serialized
 * with the whole page, so that a control can show the entered values of the form around it.
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

  /** A control: `make` receives the entered values of the form around it, or `null` if there are none. */
  static control(this: void, make: (entered: Entered | null) => Html): Html {
    return new Html((entered) => make(entered).toString(entered));
  }

  /** The content of a form. Its controls show the `entered` values. */
  static filledIn(this: void, entered: Entered | null, inside: Fragment): Html {
    return new Html(() => render(inside, entered));
  }

  toString(entered: Entered | null = null): string {
    return this.#write(entered);
  }
}

/** The values that a template accepts. `null`, `undefined`, `false` and `true` are rendered as nothing. */
export type Fragment = Html | string | number | boolean | null | undefined | readonly Fragment[];

/**
 * Builds markup: every interpolated string is escaped for text and for quoted attribute values. Attribute
 * values must be in double quotes. There is no way to insert unescaped text.
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

/** Text as it stands in HTML, without markup or a turn of its direction. */
export function escapeText(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
      // Bidirectional overrides and other invisible controls would let a client's name be read as something
      // else.
      .replace(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
  );
}
