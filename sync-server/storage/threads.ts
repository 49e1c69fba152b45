/** The thread that a conversation belongs to: its root with everything that was merged into it. */
import { asOne, replyHome } from '#shared/merged.ts'
import type { Row } from '#shared/rows.ts'
import { decode } from './codec.ts'
import { amongJson, prepared } from './prepared.ts'
import type { Tx } from './tx.ts'

type Conversation = Row<'conversations'>

export interface Thread {
  /** All of it as one row, under the root's id: what gates, turns and sends go by. Never written back. */
  readonly conversation: Conversation
  /** The rows as they are, the root first. */
  readonly members: readonly [Conversation, ...Conversation[]]
  readonly ids: readonly string[]
  /** Whom it is with: more than one where a customer writes from several numbers. */
  readonly contactIds: readonly string[]
  /** Where the customer wrote last: a reply goes out from there. */
  readonly home: Conversation
}

type Ids = Readonly<Record<'venueId' | 'ids', string>>

const conversationsIn = prepared((db, { venueId, ids }: Ids) =>
  db
    .selectFrom('conversations')
    .select(['id', 'mergedInto'])
    .where('venueId', '=', venueId)
    .where('id', 'in', amongJson(db, ids)),
)

const rowsMergedInto = prepared((db, { venueId, ids }: Ids) =>
  db
    .selectFrom('conversations')
    .selectAll()
    .where('venueId', '=', venueId)
    .where('mergedInto', 'in', amongJson(db, ids)),
)

const idsMergedInto = prepared((db, { venueId, ids }: Ids) =>
  db
    .selectFrom('conversations')
    .select('id')
    .where('venueId', '=', venueId)
    .where('mergedInto', 'in', amongJson(db, ids)),
)

/** Nearly always there are none, and the database makes ready for sorting them first. */
const oldestFirst = (a: Conversation, b: Conversation): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)

/** @param id of the root or of anything merged into it */
export async function threadOf(tx: Tx, id: string): Promise<Thread | undefined> {
  const root = await rootOf(tx, id)
  if (!root) return undefined
  const members = await membersOf(tx, root)
  return {
    conversation: asOne(members),
    members,
    ids: members.map((c) => c.id),
    contactIds: [...new Set(members.map((c) => c.contactId))],
    home: replyHome(members),
  }
}

/** Ids of all of its thread, the root first. */
export async function threadIds(tx: Tx, conversation: Pick<Conversation, 'id' | 'mergedInto'>): Promise<string[]> {
  const root = conversation.mergedInto === null ? conversation : (await rootOf(tx, conversation.mergedInto))!
  return withMerged(tx, [root.id])
}

/** Those of these ids that are there, and what each was merged into. */
export async function conversationsOf(
  tx: Tx,
  ids: readonly string[],
): Promise<readonly Pick<Conversation, 'id' | 'mergedInto'>[]> {
  return ids.length === 0 ? [] : conversationsIn(tx.db, { venueId: tx.venueId, ids: JSON.stringify(ids) })
}

/** Ids of these roots, and after them of everything that was merged into one of them. */
export async function withMerged(tx: Tx, roots: readonly string[]): Promise<string[]> {
  const all = [...roots]
  for (let level = roots; level.length > 0; ) {
    level = (await idsMergedInto(tx.db, { venueId: tx.venueId, ids: JSON.stringify(level) })).map(({ id }) => id)
    all.push(...level)
  }
  return all
}

async function membersOf(tx: Tx, root: Conversation): Promise<[Conversation, ...Conversation[]]> {
  const merged: Conversation[] = []
  for (let level = [root.id]; level.length > 0; ) {
    const found = await rowsMergedInto(tx.db, { venueId: tx.venueId, ids: JSON.stringify(level) })
    merged.push(...found.map((columns) => decode('conversations', columns)).sort(oldestFirst))
    level = found.map((c) => c.id)
  }
  return [root, ...merged]
}

async function rootOf(tx: Tx, id: string): Promise<Conversation | undefined> {
  let found = await tx.find('conversations', id)
  while (found && found.mergedInto !== null) found = await tx.find('conversations', found.mergedInto)
  return found
}

/** Every conversation of the customers of a thread, on every channel, with whatever those are merged with. */
export async function customerConversations(tx: Tx, thread: Thread): Promise<string[]> {
  const ids = new Set(thread.ids)
  const contacts = new Set<string>()
  for (let news = [...thread.contactIds]; news.length > 0; ) {
    for (const id of news) contacts.add(id)
    const theirs = await tx.db.selectFrom('conversations').select('id').where('contactId', 'in', news).execute()
    news = []
    for (const { id } of theirs) {
      if (ids.has(id)) continue
      const other = await threadOf(tx, id)
      for (const member of other?.ids ?? []) ids.add(member)
      news.push(...(other?.contactIds ?? []).filter((contact) => !contacts.has(contact) && !news.includes(contact)))
    }
  }
  return [...ids]
}
