/** The commands that the mirror does not show yet, and its conversations with them laid over. */
import { type BulkChange, withdrawsFor } from '#shared/bulk.ts'
import { inboxRowOf } from '#shared/inbox-row.ts'
import { type Actor, overlay, type PendingAct } from '#shared/overlay.ts'
import type { Scene } from '#shared/scene.ts'
import type { InboxRow } from '#shared/views.ts'
import { type Bits, has, SETS, setOf } from './bits.ts'
import { bulkFailures } from './bulks.ts'
import type { prepareList } from './inbox-queries.ts'
import type { Mirror } from './mirror.ts'
import { isOpen, type Queue, type QueuedCommand } from './queue.ts'
import { type OverlaidRow, type Overlay, overlaidRow, type PendingBulk, type prepareScope } from './scope.ts'

/** Commands whose effect the mirror does not show: those of single conversations by these, and bulk acts. */
export interface Unseen {
  readonly single: ReadonlyMap<string, readonly QueuedCommand[]>
  readonly bulks: readonly (PendingBulk & { readonly entry: QueuedCommand })[]
}
const ALL_SEEN: Unseen = { single: new Map(), bulks: [] }
export type Laid = Overlay & { readonly bulks: Unseen['bulks']; readonly pending: Unseen }

export type LaidOver = ReturnType<typeof createLaidOver>

interface Parts {
  readonly mirror: Mirror
  readonly queue: Queue
  readonly personId: string
  readonly scopeOf: ReturnType<typeof prepareScope>
  readonly list: ReturnType<typeof prepareList>
}

export function createLaidOver({ mirror, queue, personId, scopeOf, list }: Parts) {
  const { reads } = mirror
  /** Rows with commands laid over, kept until a row of theirs or their commands change. */
  const laid = new Map<string, { readonly of: string; readonly row: OverlaidRow | null }>()

  const actor = (): Actor => {
    const timing = reads.all('venue')[0]?.timing
    return { personId, undoSeconds: timing?.undoSeconds ?? 0, humanMinutes: timing?.humanMinutes ?? 0 }
  }

  /** Conversations that a bulk act names, by rid; made once an act and again when some of them were refused. */
  const named = new Map<string, Bits>()
  const namedBy = ({ command, state, answer }: QueuedCommand): Bits => {
    const key = `${command.id} ${state}`
    const known = named.get(key)
    if (known !== undefined) return known
    const left = new Set(bulkFailures(answer).map(({ id }) => id))
    const ids = 'ids' in command.payload ? command.payload.ids.filter((id) => !left.has(id)) : []
    const bits = setOf(reads.ridsOf(ids))
    named.set(key, bits)
    return bits
  }

  /** Commands that these very rows do not show yet, by the root of their thread: read in the same snapshot as the rows. */
  const unseen = (): Unseen => {
    if (queue.pending().length === 0) {
      named.clear()
      return ALL_SEEN
    }
    const { cursor } = mirror.position()
    const single = new Map<string, QueuedCommand[]>()
    const bulks: { entry: QueuedCommand; change: BulkChange; conversations: Bits }[] = []
    for (const entry of queue.pending()) {
      if (entry.answer !== null && entry.answer.seq <= cursor) continue
      if (entry.command.type === 'bulk.apply') {
        if (entry.answer !== null && entry.answer.status !== 'done') continue
        bulks.push({ entry, change: entry.command.payload.change, conversations: namedBy(entry) })
        continue
      }
      for (const id of new Set(entry.conversations.map(reads.rootOf))) {
        const entries = single.get(id)
        if (entries === undefined) single.set(id, [entry])
        else entries.push(entry)
      }
    }
    if (bulks.length === 0) named.clear()
    return { single, bulks }
  }

  /** All of them that are of one conversation, in the order in which they were given. */
  const actsOn = ({ single, bulks }: Unseen, id: string, rid: number): readonly QueuedCommand[] => {
    const mine = single.get(id) ?? []
    const many = bulks.filter(({ conversations }) => has(conversations, rid)).map(({ entry }) => entry)
    return many.length === 0 ? mine : [...mine, ...many].sort((a, b) => a.position - b.position)
  }

  /** The scene, and with it whatever its commands name besides. */
  const complete = (scene: Scene, acts: readonly PendingAct[]): Scene => {
    const messages = [...scene.messages]
    const drafts = [...scene.drafts]
    const needMessage = (id: string) => {
      const found = messages.some((m) => m.id === id) ? null : reads.message(id)
      if (found !== null) messages.push(found)
      return messages.find((m) => m.id === id)
    }
    const needDraft = (id: string) => {
      const found = drafts.some((d) => d.id === id) ? null : reads.draft(id)
      if (found !== null) drafts.push(found)
    }
    for (const { command } of acts) {
      const { payload } = command
      if ('draftId' in payload && payload.draftId !== undefined) needDraft(payload.draftId)
      if ('messageId' in payload) {
        const draftId = needMessage(payload.messageId)?.draftId
        if (draftId != null) needDraft(draftId)
      }
    }
    for (const { state, draftId } of messages) if (state === 'queued' && draftId !== null) needDraft(draftId)
    return { ...scene, messages, drafts }
  }

  /** A conversation's row with what is pending laid over. */
  const rowOver = (pending: Unseen, id: string): OverlaidRow | null => {
    const rid = reads.ridOf(id)
    if (rid === undefined) return null
    const entries = actsOn(pending, id, rid)
    const of = entries.map((e) => e.position + e.state).join(' ')
    const known = laid.get(id)
    if (known?.of === of) return known.row
    const found = reads.scene(id)
    const scene = found === null ? null : overlay(complete(found.scene, entries), entries, actor())
    const waiting = entries.filter(isOpen).length
    const row = scene === null ? null : overlaidRow(rid, inboxRowOf(scene, found!.seq, waiting))
    laid.set(id, { of, row })
    return row
  }

  const overlaid = (): Laid => {
    const pending = unseen()
    const { single, bulks } = pending
    // What is about to leave by itself is taken back by some bulk acts: that is more than a set can show.
    const held = bulks
      .filter(({ change }) => withdrawsFor(change) !== null)
      .flatMap(({ conversations }) => list.idsOf(SETS.and(conversations, scopeOf.held())))
    const alone = new Set([...single.keys(), ...held])
    if (bulks.length === 0) for (const id of laid.keys()) if (!alone.has(id)) laid.delete(id)
    const rows = new Map<string, OverlaidRow>()
    for (const id of alone) {
      const row = rowOver(pending, id)
      if (row !== null) rows.set(id, row)
    }
    return { rows, bulks, pending }
  }

  /** A row of the mirror, as bulk acts have moved it. */
  const asMoved = ({ bulks, pending }: Laid, rid: number, id: string, row: InboxRow | undefined): InboxRow | null => {
    const moved = bulks.some(({ conversations }) => has(conversations, rid))
    return (moved ? rowOver(pending, id)?.row : row) ?? null
  }

  return {
    actor,
    unseen,
    actsOn,
    complete,
    rowOver,
    overlaid,
    asMoved,
    /** To be called when rows of these conversations have changed. */
    forget(conversations: Iterable<string>): void {
      for (const id of conversations) laid.delete(id)
    },
  }
}
