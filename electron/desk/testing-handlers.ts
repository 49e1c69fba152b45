/** How the test server carries out commands: rules of its own, against which the desk's overlay is held. */
import { type BulkChange, bulkPatch } from '#shared/bulk.ts'
import type { CommandAnswer, CommandEnvelope } from '#shared/commands.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { Row, TableName } from '#shared/rows.ts'
import { messageRow } from './testing-rows.ts'

/** Every field that a command may carry, each command its own. */
interface Everything {
  readonly draftId: string
  readonly conversationId: string
  readonly messageId: string
  readonly text: string
  readonly reason: string
  readonly id: string
  readonly ids?: readonly string[]
  readonly until: number | 'reply'
  readonly assigneeId: string | null
  readonly mode: 'off' | 'draft' | 'auto' | null
  readonly on: boolean
  readonly route: string
  readonly note?: string
  readonly bulkId: string
  readonly change: BulkChange
}

/** The test server's rows, as a command may read and change them. */
export interface Rows {
  find<T extends TableName>(table: T, id: string): { readonly seq: number; readonly row: Row<T> | null } | undefined
  all<T extends TableName>(table: T): readonly Row<T>[]
  write<T extends TableName>(table: T, id: string, row: Row<T> | null): void
  patch<T extends TableName>(table: T, id: string, change: Partial<Row<T>>): void
}

type Outcome = Omit<CommandAnswer, 'id' | 'seq'>

/** @param wasDone whether an earlier command of that person was carried out. */
export function createHandlers(
  rows: Rows,
  clock: () => number,
  wasDone: (personId: string, commandId: string) => boolean,
): (personId: string, command: CommandEnvelope) => Outcome {
  const { find, write, patch } = rows
  const rowsOf = rows.all
  /** The command that wrote a draft last. */
  const writers = new Map<string, string>()
  /** What conversations were before a bulk act. */
  const bulks = new Map<string, { readonly id: string; readonly before: Partial<Row<'conversations'>> }[]>()
  const refuse = (code: string): Outcome => ({ status: 'refused', code, message: code })
  const done: Outcome = { status: 'done' }

  return (personId, { id, type, payload, basis, after }) => {
    const p = payload as Everything
    if (after !== undefined && !wasDone(personId, after)) return refuse('predecessor_failed')
    const now = clock()
    const send = (conversationId: string, body: string, from: Partial<Row<'messages'>>): Outcome => {
      const messageId = messageIdOf(personId, id)
      const times = { createdAt: now, notBefore: now + 5_000 }
      write(
        'messages',
        messageId,
        messageRow({ id: messageId, conversationId, body, authorId: personId, ...times, ...from }),
      )
      return { status: 'done', result: { messageId } }
    }
    const withdraw = (message: Row<'messages'>, reason: string) => {
      patch('messages', message.id, { state: 'withdrawn', reason, notBefore: null })
      const { draftId } = message
      if (draftId === null) return
      writers.set(draftId, id)
      const other = rowsOf('drafts').some((d) => d.conversationId === message.conversationId && d.state === 'pending')
      if (reason === 'handoff') patch('drafts', draftId, { state: 'dropped' })
      else if (other) patch('drafts', draftId, { state: 'superseded' })
      else {
        const nobody = { settledBy: null, settledAt: null, settledText: null }
        patch('drafts', draftId, { state: 'pending', returned: reason, ...nobody })
      }
    }
    const stopAutomatic = (conversationId: string, reason: string) => {
      for (const m of rowsOf('messages')) {
        if (m.conversationId === conversationId && m.auto && m.state === 'queued') withdraw(m, reason)
      }
    }
    const each = (change: Partial<Row<'conversations'>>): Outcome => {
      for (const c of p.ids ?? [p.id]) patch('conversations', c, change)
      return done
    }
    switch (type) {
      case 'draft.approve':
      case 'draft.edit':
      case 'draft.reject': {
        const draft = find('drafts', p.draftId)
        if (draft?.row == null) return refuse('row_not_found')
        const moved = basis !== undefined && draft.seq > basis && writers.get(p.draftId) !== after
        if (draft.row.state !== 'pending' || moved) {
          const by = draft.row.settledBy
          const byName = by === null ? null : (find('people', by)?.row?.name ?? null)
          const result = { by, byName, what: draft.row.state, at: draft.row.settledAt, text: draft.row.settledText }
          return { status: 'conflict', code: 'conflict', message: `${byName} was faster.`, result }
        }
        const { conversationId } = draft.row
        writers.set(p.draftId, id)
        const settled = { settledBy: personId, settledAt: now, returned: null }
        if (type === 'draft.reject') {
          patch('drafts', p.draftId, { state: 'rejected', ...settled })
          patch('conversations', conversationId, {
            unread: false,
            ...(p.reason === 'not_needed' && { waitingSince: null }),
          })
          return done
        }
        const text = type === 'draft.edit' ? p.text : draft.row.text
        const edited = text !== draft.row.text
        patch('drafts', p.draftId, { state: edited ? 'edited' : 'approved', settledText: text, ...settled })
        patch('conversations', conversationId, { unread: false })
        return send(conversationId, text, { author: edited ? 'staff' : 'ai', draftId: p.draftId })
      }
      case 'message.send': {
        const there = find('conversations', p.conversationId)?.row
        if (there == null) return refuse('row_not_found')
        stopAutomatic(p.conversationId, 'human_active')
        const { state } = there
        patch('conversations', p.conversationId, {
          unread: false,
          humanUntil: now + 3_600_000,
          ...(state !== 'open' && { state: 'open', snoozedUntil: null }),
        })
        return send(p.conversationId, p.text, {})
      }
      case 'send.undo': {
        const message = find('messages', p.messageId)?.row
        if (message == null) return refuse('row_not_found')
        if (message.state === 'queued') withdraw(message, message.auto ? 'cancelled' : 'undone')
        return done
      }
      case 'conversation.close':
        return each({
          state: 'closed',
          snoozedUntil: null,
          waitingSince: null,
          unread: false,
          humanUntil: null,
          flag: null,
        })
      case 'conversation.reopen':
        return each({ state: 'open', snoozedUntil: null })
      case 'conversation.snooze':
        return each({ state: 'snoozed', snoozedUntil: p.until })
      case 'conversation.read':
        return each({ unread: false })
      case 'conversation.assign':
        return each({ assigneeId: p.assigneeId })
      case 'conversation.reply_mode':
        if (p.mode !== 'auto') for (const c of p.ids ?? []) stopAutomatic(c, 'conversation_mode')
        return each({ replyMode: p.mode })
      case 'conversation.personal':
        if (p.on) stopAutomatic(p.id, 'personal')
        return each({ personal: p.on })
      case 'conversation.handoff': {
        stopAutomatic(p.id, 'handoff')
        for (const d of rowsOf('drafts')) {
          if (d.conversationId !== p.id || d.state !== 'pending') continue
          patch('drafts', d.id, { state: 'dropped', settledBy: personId, settledAt: now })
          writers.set(d.id, id)
        }
        return each({ handoff: { route: p.route, by: personId, at: now, note: p.note ?? null } })
      }
      case 'conversation.resume':
        return each({ handoff: null, humanUntil: null })
      case 'bulk.apply': {
        const { bulkId, change } = p
        const failed: { id: string; code: string }[] = []
        for (const c of p.ids ?? []) {
          const row = find('conversations', c)?.row
          if (row == null) {
            failed.push({ id: c, code: 'row_not_found' })
            continue
          }
          if (change.kind === 'agent') stopAutomatic(c, 'agent_mode')
          if (change.kind === 'reply_mode' && change.mode !== 'auto') stopAutomatic(c, 'conversation_mode')
          const patched = bulkPatch(change)
          const before = Object.fromEntries(Object.keys(patched).map((key) => [key, row[key as keyof typeof row]]))
          bulks.set(bulkId, [...(bulks.get(bulkId) ?? []), { id: c, before }])
          patch('conversations', c, patched)
        }
        return { status: 'done', result: { changed: (p.ids ?? []).length - failed.length, failed } }
      }
      case 'bulk.undo': {
        const were = bulks.get(p.bulkId)
        if (were === undefined) return refuse('row_not_found')
        for (const { id: c, before } of were.toReversed()) patch('conversations', c, before)
        bulks.set(p.bulkId, [])
        return { status: 'done', result: { restored: were.length, failed: [] } }
      }
      case 'killswitch.engage':
      case 'killswitch.release': {
        const venue = find('venue', 'v1')!.row!
        const engaged = type === 'killswitch.engage'
        patch('venue', 'v1', { killSwitch: { ...venue.killSwitch, engaged, epoch: venue.killSwitch.epoch + 1 } })
        return done
      }
      default:
        return refuse('unknown_command')
    }
  }
}
