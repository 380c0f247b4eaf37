import { RE2JS } from 're2js';

/** A regular expression's flags in RE2's words. */
const flagsOf = ({ ignoreCase, multiline, dotAll }: RegExp): number =>
  (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0) | (dotAll ? RE2JS.DOTALL : 0);

/**
 * RE2 in the place of RegExp, as far as JSONata uses one: what an expression matches in text that others send takes time in proportion to its length,
 * whatever the pattern. Lookarounds and back references there are none: making one of them throws.
 */
export class LinearRegExp {
  lastIndex = 0;
  private readonly compiled: RE2JS;

  constructor(pattern: RegExp) {
    this.compiled = RE2JS.compile(RE2JS.translateRegExp(pattern.source), flagsOf(pattern));
  }

  exec(text: string): (readonly (string | undefined)[] & { readonly index: number }) | null {
    const matcher = this.compiled.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }
}
