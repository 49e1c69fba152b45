/** Merged conversations in words. */
import type { ConversationRow } from '#shared/rows.ts'
import { capitalised, prettyNumber } from './text.ts'

type Part = Pick<ConversationRow, 'channel' | 'customerNumber' | 'customerName' | 'mergedAt' | 'mergedBy'>

/** "Theo merged the thread of +44 7700 900151 with this one, yesterday 14:02" */
export function mergedText(part: Part, personName: (id: string) => string, when: (at: number) => string): string {
  const who = part.mergedBy == null ? 'Somebody' : capitalised(personName(part.mergedBy))
  const at = part.mergedAt == null ? '' : `, ${when(part.mergedAt)}`
  return `${who} merged the thread of ${prettyNumber(part.customerNumber)} with this one${at}`
}

/** "merged by Theo, yesterday 14:02" */
export function mergedBy(part: Part, personName: (id: string) => string, when: (at: number) => string): string {
  const who = part.mergedBy == null ? '' : ` by ${personName(part.mergedBy)}`
  return `merged${who}${part.mergedAt == null ? '' : `, ${when(part.mergedAt)}`}`
}

/** "+44 7700 900151": where the texts below come from. */
export const sourceText = (part: Part): string => prettyNumber(part.customerNumber)
