/** Something the reader can mend: told in words, without a stack, and the command ends with 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
