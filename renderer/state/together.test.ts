/** Sends over what was not seen, and merging: what the window does with what the desk tells. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskApi, Notice, WindowCommand } from '#shared/rpc.ts'
import { inboxRow, SIGNED_IN, startDesk, type TestDesk, thread } from '../testing.ts'
import { useOutbox } from './commands.ts'
import { merge } from './conversation-acts.ts'
import { useNotices } from './notices.ts'
import { select } from './selection.ts'
import { sendAnyway, sendTyped, undo } from './send-acts.ts'
import { useSession } from './session.ts'
import { startSync } from './sync.ts'
import { useThreads } from './threads.ts'
import { replyOf, setReply } from './typed.ts'
import { useUi } from './ui.ts'
import { useUndo } from './undo.ts'

let running: TestDesk | null = null
let given: WindowCommand[] = []

const start = (api: Partial<DeskApi> = {}) => {
  running = startDesk({
    inbox: async () => ({ rows: [inboxRow('c1'), inboxRow('c2')], total: 2, hits: {}, next: null }),
    thread: async (id) => thread(id),
    command: async (command) => {
      given.push(command)
      return { ok: true, id: command.id }
    },
    ...api,
  })
  return running
}
const selected = () => useUi.getState().selectedId
const opened = (id: string) => vi.waitFor(() => expect(useThreads.getState().byId[id]).toBeDefined())

beforeAll(startSync)
beforeEach(() => {
  given = []
})
afterEach(async () => {
  running?.window.statusChanged({ ...SIGNED_IN, person: null, connection: 'signed_out' })
  await vi.waitFor(() => expect(useSession.getState().status?.person).toBeNull())
  running?.die()
  useOutbox.setState({ held: [] })
})

describe('a send that was stopped over an unseen text', () => {
  const stopped = (commandId: string, more: Partial<Notice> = {}): Notice => ({
    commandId,
    type: 'message.send',
    conversationId: 'c1',
    customerName: 'Customer c1',
    status: 'conflict',
    code: 'unseen_message',
    message: 'Theo was faster: sent a reply.',
    byName: 'Theo Marsh',
    what: 'sent a reply',
    at: 1,
    mine: 'My words',
    theirs: 'Other words',
    draftId: null,
    unseen: { messageId: 'm1', direction: 'out' },
    ...more,
  })
  let notices: Notice[] = []
  const told = {
    notices: async () => notices,
    dismissNotice: async (id: string) => {
      notices = notices.filter((n) => n.commandId !== id)
    },
  }
  const begin = async () => {
    notices = []
    const desk = start({ ...told, thread: async (id) => thread(id, { draft: null }) })
    await opened('c1')
    await vi.waitFor(() => expect(useNotices.getState().read).toBe(true))
    return desk
  }
  const arrives = async (window: TestDesk['window'], notice: Notice) => {
    notices = [notice]
    window.changed({ conversations: [], venue: false, notices: true })
    await vi.waitFor(() => expect(useNotices.getState().list).toHaveLength(1))
  }

  it('gives how far the thread had been seen, is no longer undoable, and leaves its words in the composer', async () => {
    const { window } = await begin()
    sendTyped('My words')
    await vi.waitFor(() => expect(given).toHaveLength(1))
    expect(given[0]).toMatchObject({ type: 'message.send', payload: { text: 'My words', seenSeq: 5 } })
    expect(useUndo.getState().items).toHaveLength(1)
    expect(replyOf('c1').text).toBe('')
    await arrives(window, stopped(given[0]!.id))
    expect(useUndo.getState().items).toHaveLength(0)
    expect(replyOf('c1').text).toBe('My words')
  })

  it('does not take the place of what has been typed since', async () => {
    const { window } = await begin()
    sendTyped('My words')
    setReply('c1', 'And more')
    await arrives(window, stopped(crypto.randomUUID()))
    expect(replyOf('c1').text).toBe('And more')
  })

  it('is sent anyway with what has been seen by then, and the composer is empty', async () => {
    const { window } = await begin()
    await arrives(window, stopped(crypto.randomUUID()))
    sendAnyway(notices[0]!)
    await vi.waitFor(() => expect(given).toHaveLength(1))
    expect(given[0]).toMatchObject({ type: 'message.send', payload: { text: 'My words', seenSeq: 5 } })
    expect(replyOf('c1').text).toBe('')
    expect(useNotices.getState().list).toHaveLength(0)
  })

  it('approves the draft again where that still stands, as it is or as it was changed', async () => {
    const { window } = start(told)
    notices = []
    await opened('c1')
    await vi.waitFor(() => expect(useNotices.getState().read).toBe(true))
    const text = useThreads.getState().byId.c1!.draft!.text
    await arrives(window, stopped(crypto.randomUUID(), { type: 'draft.approve', draftId: 'd-c1', mine: text }))
    expect(replyOf('c1').text).toBe('')
    sendAnyway(notices[0]!)
    await vi.waitFor(() => expect(given).toHaveLength(1))
    expect(given[0]).toMatchObject({ type: 'draft.approve', payload: { draftId: 'd-c1', seenSeq: 5 } })
    select('c1')
    await opened('c1')
    await vi.waitFor(() => expect(useThreads.getState().byId.c1?.draft).not.toBeNull())
    sendAnyway(stopped(crypto.randomUUID(), { type: 'draft.edit', draftId: 'd-c1', mine: `${text} Bye.` }))
    await vi.waitFor(() => expect(given).toHaveLength(2))
    expect(given[1]).toMatchObject({ type: 'draft.edit', payload: { draftId: 'd-c1', text: `${text} Bye.` } })
  })
})

it('follows a conversation into the thread that it is merged into', async () => {
  let merged = false
  const { window } = start({ thread: async (id) => thread(merged && id === 'c1' ? 'c2' : id) })
  await opened('c1')
  expect(selected()).toBe('c1')
  merged = true
  window.changed({ conversations: ['c1', 'c2'], venue: false, notices: false })
  await vi.waitFor(() => expect(selected()).toBe('c2'))
  expect(useThreads.getState().byId.c1).toBeUndefined()
})

it('merges, and takes the merge back by the same key as a send', async () => {
  const answered: WindowCommand[] = []
  start({
    command: async (command) => {
      answered.push(command)
      return { ok: true, id: command.id, answer: { id: command.id, status: 'done', seq: 1 } }
    },
  })
  await opened('c1')
  await merge({ id: 'c9', customerName: 'Sam', customerNumber: '+447700900151' })
  expect(answered.at(-1)).toMatchObject({ type: 'conversation.merge', payload: { from: 'c9', into: 'c1' } })
  undo()
  await vi.waitFor(() => expect(answered.at(-1)).toMatchObject({ type: 'conversation.unmerge', payload: { id: 'c9' } }))
  undo()
  await vi.waitFor(() => expect(answered.filter((c) => c.type === 'conversation.merge')).toHaveLength(2))
})
