/** An opt-out or opt-in of a customer, in words. */
import type { ContactRow } from '#shared/rows.ts'
import { capitalised } from './text.ts'

/** "Opted out by text: STOP", "Theo opted them out"; `personName` is null for nobody that is known. */
export function consentText(
  { on, by, how }: ContactRow['consent'][number],
  personName: (id: string) => string | null,
): string {
  const did = on ? 'in' : 'out'
  if (by === 'customer') return `Opted ${did} by text: ${how}`
  return `${capitalised(personName(by) ?? 'somebody of the team')} opted them ${did}`
}
