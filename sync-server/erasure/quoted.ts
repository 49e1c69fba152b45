/** Blanks what was quoted of a customer outside their own rows: in answers that are remembered, and in settings. */
import type { Row, TableName } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Fields, Tx } from '../storage/tx.ts'
import { blankedIn, blanker, type Traces } from './quotes.ts'

/** Free words that people write in settings. */
const FREE_WORDS = {
  guidance: ['condition', 'text'],
  playbooks: ['name', 'goal', 'condition', 'text'],
  facts: ['topic', 'keywords', 'text'],
  snippets: ['name', 'text'],
  macros: ['name', 'text'],
  agents: ['behaviour', 'classifierInstruction'],
  saved_views: ['name', 'query'],
  evals: ['name', 'texts', 'earlier', 'customerName'],
} as const satisfies Partial<Record<TableName, readonly string[]>>

/** @returns in how many rows of settings something was blanked */
export async function blankQuotes(
  tx: Tx,
  contacts: readonly Row<'contacts'>[],
  conversations: readonly Row<'conversations'>[],
): Promise<number> {
  const words = await wordsOf(tx, contacts)
  const numbers = [...new Set([...contacts.map((c) => c.number), ...conversations.map((c) => c.customerNumber)])]
  const { theirs, ours } = await textsOf(
    tx,
    conversations.map((c) => c.id),
  )
  await blankAnswers(tx, { numbers, words, texts: [...theirs, ...ours] })
  // What the venue wrote to them may be a snippet, and is the venue's own.
  return blankSettings(tx, { numbers, words, texts: theirs })
}

/** Addresses, notes, and full names that nobody else has. */
async function wordsOf(tx: Tx, contacts: readonly Row<'contacts'>[]): Promise<string[]> {
  const ids = contacts.map((one) => one.id)
  const names = [...new Set(contacts.flatMap(({ name }) => (name?.trim().includes(' ') ? name.trim() : [])))]
  const own: string[] = []
  for (const name of names) {
    const others = await tx.db
      .selectFrom('contacts')
      .select('id')
      .where('venueId', '=', tx.venueId)
      .where('name', '=', name)
      .where('id', 'not in', ids)
      .executeTakeFirst()
    const team = await tx.db.selectFrom('people').select('id').where('name', '=', name).executeTakeFirst()
    if (!others && !team) own.push(name)
  }
  return [...own, ...contacts.flatMap((one) => one.email ?? [])]
}

/** Every text of these conversations, drafts included. */
async function textsOf(tx: Tx, conversationIds: readonly string[]): Promise<{ theirs: string[]; ours: string[] }> {
  if (conversationIds.length === 0) return { theirs: [], ours: [] }
  const messages = await tx.db
    .selectFrom('messages')
    .select(['direction', 'body'])
    .where('conversationId', 'in', conversationIds)
    .execute()
  const drafts = await tx.db
    .selectFrom('drafts')
    .select(['text', 'settledText'])
    .where('conversationId', 'in', conversationIds)
    .execute()
  const theirs = messages.filter((m) => m.direction === 'in').map((m) => m.body)
  const ours = messages.filter((m) => m.direction !== 'in').map((m) => m.body)
  return {
    theirs: [...new Set(theirs)],
    ours: [...new Set([...ours, ...drafts.flatMap((d) => [d.text, d.settledText ?? ''])])],
  }
}

/** An answer is kept for whoever asks again; of some it holds what somebody had written. */
async function blankAnswers(tx: Tx, traces: Traces): Promise<void> {
  const blank = blanker(traces)
  const answers = await tx.db
    .selectFrom('commands')
    .select(['personId', 'id', 'answer'])
    .where('venueId', '=', tx.venueId)
    .where('answer', 'like', '%"text":"%')
    .execute()
  for (const { personId, id, answer } of answers) {
    const blanked = JSON.stringify(blankedIn(JSON.parse(answer), blank))
    if (blanked === answer) continue
    await tx.db
      .updateTable('commands')
      .set({ answer: blanked })
      .where('personId', '=', personId)
      .where('id', '=', id)
      .execute()
  }
}

async function blankSettings(tx: Tx, traces: Traces): Promise<number> {
  const blank = blanker(traces)
  let changed = 0
  for (const [name, fields] of Object.entries(FREE_WORDS)) {
    const table = name as keyof typeof FREE_WORDS
    const rows = await tx.db
      .selectFrom(table as 'snippets')
      .selectAll()
      .where('venueId', '=', tx.venueId)
      .execute()
    for (const columns of rows) {
      const row = decode(table, columns) as Readonly<Record<string, unknown>>
      const patch = Object.fromEntries(
        fields
          .map((field) => [field, row[field], blankedIn(row[field], blank)] as const)
          .filter(([, before, after]) => JSON.stringify(before) !== JSON.stringify(after))
          .map(([field, , after]) => [field, after]),
      )
      if (Object.keys(patch).length === 0) continue
      await tx.patch(table, columns.id, patch as Partial<Fields<typeof table>>)
      changed += 1
    }
  }
  return changed
}
