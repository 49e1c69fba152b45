/** Which errors tell of a damaged mirror, and which only might. */

/** What the machine does to a file that is whole: a full disk, a lock, a folder that may not be written. */
const MACHINE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CANTOPEN|NOMEM|INTERRUPT|PROTOCOL|PERM|AUTH|NOLFS|READONLY_DIRECTORY)/

/** The mirror holds what was never written into it. */
export class MirrorDamage extends Error {
  readonly code = 'MIRROR_DAMAGED'
  constructor(what: string) {
    super(`the mirror is damaged: ${what}`)
    this.name = 'MirrorDamage'
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Whether an error alone shows that the file is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof SyntaxError || /^(SQLITE_(CORRUPT|NOTADB)|MIRROR_DAMAGED)/.test(codeOf(error))
}

/**
 * Whether an error may come of damage: an index that disagrees with its table refuses what is new, a changed header makes
 * the file read-only, a changed row is not what the code expects. A look at the whole file tells (`verify`).
 */
export function mayBeDamage(error: unknown): boolean {
  const code = codeOf(error)
  return code === '' || (code.startsWith('SQLITE_') && !MACHINE.test(code))
}
