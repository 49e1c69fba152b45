/** Typed words in the window: never lost while the desk is away, never taken from under one's hands. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TypedText } from '#shared/rows.ts'
import type { DeskApi, WindowCommand } from '#shared/rpc.ts'
import { conversation, draft, message, SIGNED_IN, startDesk, type TestDesk, thread } from '../testing.ts'

const { applyDraft, reject, setEditing, takeOut } = await import('./draft-acts.ts')
const { editFailed, undo } = await import('./send-acts.ts')
const { filledFor, runMacro, sendArmed, useArmed } = await import('./canned.ts')
const { select } = await import('./selection.ts')
const { useSession } = await import('./session.ts')
const { startSync } = await import('./sync.ts')
const { useThreads } = await import('./threads.ts')
const { editOf, replyOf, setReply, useTyped } = await import('./typed.ts')
const { useUndo } = await import('./undo.ts')
const { useVenueStore } = await import('./venue.ts')

/** As long as a busy machine may need. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 })

let running: TestDesk | null = null
let kept: Omit<TypedText, 'at'>[] = []
let known: TypedText[] = []
let given: WindowCommand[] = []
let clock = 100

const start = (api: Partial<DeskApi> = {}) => {
  running = startDesk({
    thread: async (id) => thread(id, { typed: known.filter((t) => t.conversationId === id) }),
    typed: async (id) => known.filter((t) => t.conversationId === id),
    saveTyped: async (words) => {
      kept.push(words)
      return { ...words, at: ++clock }
    },
    command: async (command) => {
      given.push(command)
      return { ok: true, id: command.id }
    },
    ...api,
  })
  return running
}
const reply = (text: string, at: number, more: Partial<TypedText> = {}): TypedText => ({
  conversationId: 'c1',
  place: 'reply',
  draftId: null,
  text,
  at,
  ...more,
})
const opened = async (id = 'c1') => {
  await until(() => expect(useSession.getState().status?.person?.id).toBe('p1'))
  select(id)
  await until(() => expect(useThreads.getState().byId[id]).toBeDefined())
}
const tell = () => running!.window.changed({ conversations: [], venue: false, notices: false, typed: ['c1'] })
const aside = () => useTyped.getState().byKey.aside_c1?.text ?? ''

startSync()

beforeEach(() => {
  kept = []
  known = []
  given = []
  clock = 100
})
afterEach(async () => {
  running?.window.statusChanged({ ...SIGNED_IN, person: null, connection: 'signed_out' })
  await until(() => expect(useSession.getState().status?.person ?? null).toBeNull())
  running?.die()
  useArmed.setState({ byId: {} })
})

it('keeps the last of what is typed, in one piece', async () => {
  start()
  await opened()
  for (const text of ['H', 'He', 'Hel']) setReply('c1', text)
  await until(() => expect(kept).toEqual([{ conversationId: 'c1', place: 'reply', draftId: null, text: 'Hel' }]))
  expect(useTyped.getState().byKey.reply_c1).toMatchObject({ dirty: false, at: 101 })
})

it('what was typed while the desk was away is kept when it is back', async () => {
  start()
  await opened()
  running?.die()
  await until(() => expect(useSession.getState().deskUp).toBe(false))
  setReply('c1', 'Still here')
  await until(() => expect(useTyped.getState().byKey.reply_c1?.dirty).toBe(true))
  start()
  await until(() => expect(kept.map((k) => k.text)).toEqual(['Still here']))
})

it('shows what was typed on another console, unless one types here right now', async () => {
  known = [reply('From before', 5)]
  start()
  await opened()
  await until(() => expect(replyOf('c1').text).toBe('From before'))
  known = [reply('From elsewhere', 7)]
  tell()
  await until(() => expect(replyOf('c1').text).toBe('From elsewhere'))
  setReply('c1', 'Typing here')
  known = [reply('And elsewhere again', 5_000)]
  tell()
  await until(() => expect(kept).toHaveLength(1))
  expect(replyOf('c1').text).toBe('Typing here')
  // Once nobody types here any more, what is later stands.
  await until(() => expect(replyOf('c1').text).toBe('And elsewhere again'))
})

it('an applied draft puts one’s own words aside; taken out, it leaves nothing; sent away, they stay', async () => {
  start()
  await opened()
  setReply('c1', 'My own')
  applyDraft()
  expect(replyOf('c1')).toMatchObject({ text: 'Balayage starts from £140.', draftId: 'd-c1' })
  expect(aside()).toBe('My own')
  takeOut('c1')
  expect(replyOf('c1')).toMatchObject({ text: '', draftId: null })
  applyDraft()
  applyDraft()
  expect(aside()).toBe('My own')
  reject('other')
  expect(replyOf('c1').text).toBe('')
  expect(aside()).toBe('My own')
  await until(() => expect(given).toHaveLength(1))
})

it('an edit in place is kept by its draft, and forgotten when the draft is dealt with', async () => {
  start()
  await opened()
  const row = useThreads.getState().byId.c1!.draft!
  setEditing(row, 'Balayage starts from £150.')
  expect(editOf('d-c1')).toBe('Balayage starts from £150.')
  setEditing(row, row.text)
  expect(editOf('d-c1')).toBe('')
  setEditing(row, 'Other words')
  reject('other')
  expect(editOf('d-c1')).toBe('')
  await until(() => expect(given).toHaveLength(1))
})

it('a failed text is given up and its words are in the composer', async () => {
  start()
  await opened()
  setReply('c1', 'Begun')
  editFailed(message('m1', { state: 'failed', body: 'See you at four' }))
  expect(replyOf('c1').text).toBe('See you at four')
  expect(aside()).toBe('Begun')
  await until(() => expect(given).toMatchObject([{ type: 'send.resolve', payload: { messageId: 'm1', as: 'drop' } }]))
})

const macro = (more: object = {}) => ({
  id: 'mac',
  personId: null,
  name: 'Thanks, and close',
  text: 'Thanks {name}!',
  steps: [{ do: 'assign' as const, to: 'me' }, { do: 'note' as const, text: 'Done' }, { do: 'close' as const }],
  key: 't',
  ...more,
})
const venue = () =>
  useVenueStore.setState({
    view: {
      venue: { name: 'Willow', bookingLink: '', currency: 'GBP', timing: { undoSeconds: 5 } },
      services: [],
      agents: [],
      savedViews: [],
    } as never,
  })

it('a macro is its commands in order, each behind the one before, and one undo for all of them', async () => {
  start({
    thread: async (id) =>
      thread(id, { draft: null, conversation: conversation(id, { customerName: 'Sam Hill', waitingSince: 9 }) }),
  })
  await opened()
  venue()
  runMacro(macro(), 'anywhere')
  await until(() => expect(given).toHaveLength(4))
  expect(given.map((c) => c.type)).toEqual([
    'message.send',
    'conversation.assign',
    'conversation.note',
    'conversation.close',
  ])
  expect(given.map((c) => c.after)).toEqual([undefined, given[0]!.id, given[1]!.id, given[2]!.id])
  expect(given[0]).toMatchObject({ payload: { text: 'Thanks Sam!' } })
  expect(useUndo.getState().items).toHaveLength(1)
  undo()
  await until(() => expect(given).toHaveLength(6))
  expect(given[4]).toMatchObject({ type: 'send.undo', after: given[0]!.id })
  expect(given[5]).toMatchObject({
    type: 'conversation.put_back',
    after: given[4]!.id,
    payload: {
      id: 'c1',
      was: { assigneeId: null, state: 'open', waitingSince: 9 },
      is: { assigneeId: 'p1', state: 'closed', waitingSince: null },
      noteIds: [`note_p1_${given[2]!.id}`],
    },
  })
})

it('a macro whose text is not complete waits in the composer, and follows when that is sent', async () => {
  start({ thread: async (id) => thread(id, { draft: null, conversation: conversation(id, { customerName: null }) }) })
  await opened()
  venue()
  runMacro(macro(), 'anywhere')
  expect(given).toEqual([])
  expect(replyOf('c1').text).toBe('Thanks {name}!')
  expect(useArmed.getState().byId.c1?.name).toBe('Thanks, and close')
  sendArmed(useThreads.getState().byId.c1!, 'Thanks Sam!')
  await until(() => expect(given).toHaveLength(4))
  expect(useArmed.getState().byId.c1).toBeUndefined()
  expect(replyOf('c1').text).toBe('')
})

it('an armed macro sends an applied draft as its edit', async () => {
  start({ thread: async (id) => thread(id, { draft: draft('d1', { conversationId: id }) }) })
  await opened()
  venue()
  // At once: the desk of this test has no venue, and says so when it is asked next.
  expect(filledFor(thread('c1'), '{venue}')).toBe('Willow')
  useArmed.setState({ byId: { c1: macro({ steps: [{ do: 'close' }] }) } })
  applyDraft()
  sendArmed(useThreads.getState().byId.c1!, 'Balayage starts from £140, love.')
  await until(() => expect(given.map((c) => c.type)).toEqual(['draft.edit', 'conversation.close']))
  expect(given[0]).toMatchObject({ basis: 7 })
})
