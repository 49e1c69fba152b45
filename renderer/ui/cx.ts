/** Class names, without those that do not hold. */
export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((n) => typeof n === 'string' && n !== '').join(' ')
}
