/** Everything that is checked of a reply's words: once when it is written, once more when it is about to leave. */
import type { Citation, VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Row } from '#shared/rows.ts'
import { segmentsOf } from '#shared/segments.ts'
import type { Tx } from '../storage/tx.ts'
import { loadFacts } from './facts.ts'
import { guardrail, mustEditBeforeApprove, validate } from './validate.ts'

/** What was found, in the terms of the gates. `code` is for records, `text` for people. */
export interface Findings {
  readonly problems: readonly Finding[]
  readonly guardrailProblems: readonly Finding[]
  readonly disclosureMissing: boolean
  readonly mustEdit: boolean
}

interface Finding {
  readonly code: string
  readonly text: string
}

/** The most that an automatic reply may take on the wire. */
const MOST_SEGMENTS = 2
const TOO_MANY_SEGMENTS = { code: 'too_many_segments', text: 'It takes more than two segments.' } as const

interface Checked {
  readonly text: string
  readonly intent: IntentKey
  readonly texts: readonly string[]
  readonly venue: VenueFacts
  readonly now: number
  readonly citations: readonly Citation[]
}

export function checkText({ text, intent, ...context }: Checked): Findings {
  const general = validate(text, context)
  const special = guardrail(intent, text, context)
  const found: Finding[] = general.map(plainly)
  if (segmentsOf(text).segments > MOST_SEGMENTS) found.push(TOO_MANY_SEGMENTS)
  return {
    problems: found.filter((p) => p.code !== 'disclosure_missing'),
    guardrailProblems: special.map(plainly),
    disclosureMissing: found.some((p) => p.code === 'disclosure_missing'),
    mustEdit: mustEditBeforeApprove([...general, ...special]),
  }
}

/** Without the words of the reply that are meant: records keep no more than they need. */
const plainly = ({ code, text }: Finding): Finding => ({ code, text })

/** A draft against the facts as they are now: a price changed while it waited is found here. */
export async function checkReply(tx: Tx, draft: Row<'drafts'>): Promise<Findings> {
  const venue = await loadFacts(tx.db, tx.venueId, tx.now)
  const asked = await tx.db
    .selectFrom('messages')
    .innerJoin('decisions', 'decisions.id', 'messages.id')
    .select('messages.body')
    .where('decisions.turnId', '=', draft.turnId)
    .orderBy('messages.inSeq')
    .execute()
  const texts = asked.map((m) => m.body)
  return checkText({ text: draft.text, intent: draft.intent, texts, venue, now: tx.now, citations: draft.citations })
}
