import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Piece } from '#shared/search.ts'
import { deepRuns } from '#shared/testing.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, messageRow } from './testing-rows.ts'

describe('search', () => {
  async function searching(): Promise<TestDesk> {
    const desk = await TestDesk.start({ recent: true })
    seed(desk.server, 5)
    desk.server.change((put) => {
      put(
        'conversations',
        'c1',
        conversationRow('c1', { customerName: 'Zoë Ångström', customerNumber: '+447700900777' }),
      )
      put('conversations', 'c2', conversationRow('c2', { customerName: null, customerNumber: '+447700900888' }))
      put(
        'messages',
        'm1',
        messageRow({ id: 'm1', conversationId: 'c0', body: 'A full balayage costs £180', state: 'delivered' }),
      )
      put(
        'messages',
        'm2',
        messageRow({ id: 'm2', conversationId: 'c3', body: 'Full of "odd" *signs* (AND) NEAR -x', state: 'delivered' }),
      )
    })
    await desk.signIn()
    // Of a few conversations the texts are read themselves; names wait for their index.
    for (const search of ['balayage', 'angstrom'])
      await until(async () => expect((await desk.api.inbox({ view: 'everything', search })).total).toBe(1))
    return desk
  }
  const find = async (desk: TestDesk, search: string) =>
    (await desk.api.inbox({ view: 'everything', search })).rows.map((row) => row.conversation.id).sort()

  it('finds words, beginnings, phrases, names without their accents, and fragments of numbers', async () => {
    await using desk = await searching()
    expect(await find(desk, 'b')).toEqual(['c0'])
    expect(await find(desk, 'BALAY full')).toEqual(['c0'])
    expect(await find(desk, '"full balayage"')).toEqual(['c0'])
    expect(await find(desk, '"balayage full"')).toEqual([])
    expect(await find(desk, 'zoe ang')).toEqual(['c1'])
    expect(await find(desk, '0777')).toEqual(['c1'])
    expect(await find(desk, '07700 900888')).toEqual(['c2'])
    expect(await find(desk, '+44 7700 900 888')).toEqual(['c2'])
    expect(await find(desk, '0044 (0)7700 900888')).toEqual(['c2'])
    // A fragment is taken as it stands: what merely ends like it is another number.
    expect(await find(desk, '0888')).toEqual(['c2'])
    expect(await find(desk, '7777')).toEqual([])
    expect(await find(desk, '777 900')).toEqual(['c1'])
    expect(await find(desk, 'zoe 777')).toEqual(['c1'])
    expect(await find(desk, '180')).toEqual(['c0'])
  })

  it('of several of one name, shows whoever texted last first', async () => {
    await using desk = await searching()
    desk.server.change((put) => {
      for (const [id, lastMessageAt] of [
        ['c0', 50],
        ['c2', 90],
        ['c4', 70],
      ] as const)
        put('conversations', id, conversationRow(id, { customerName: `Hannah ${id}`, lastMessageAt }))
    })
    await until(async () => {
      const { rows } = await desk.api.inbox({ view: 'everything', search: 'hannah' })
      expect(rows.map((row) => row.conversation.id)).toEqual(['c2', 'c4', 'c0'])
    })
  })

  it('shows where it was found', async () => {
    await using desk = await searching()
    const shown = async (search: string) => {
      const { hits } = await desk.api.inbox({ view: 'everything', search })
      const marked = ({ text, hit }: Piece) => (hit ? `«${text}»` : text)
      return Object.fromEntries(Object.entries(hits).map(([id, pieces]) => [id, pieces.map(marked).join('')]))
    }
    expect(await shown('balay')).toEqual({ c0: 'A full «balayage» costs £180' })
    const { createdAt } = (await desk.thread('c0'))!.messages.find(({ id }) => id === 'm1')!
    expect(await desk.api.inbox({ view: 'everything', search: 'balay' })).toMatchObject({ hitAt: { c0: createdAt } })
    expect(await shown('zoe')).toEqual({ c1: '«Zoë» Ångström' })
    expect((await desk.api.inbox({ view: 'everything', search: 'zoe' })).hitAt).toEqual({})
    expect(await shown('900888')).toEqual({ c2: '+447700«900888»' })
    expect(await shown('07700 900 888')).toEqual({ c2: '+44«7700900888»' })
  })

  it('keeps to the view, with commands laid over', async () => {
    await using desk = await searching()
    expect((await desk.api.inbox({ view: 'done', search: 'balayage' })).total).toBe(0)
    await desk.goOffline()
    await desk.command('draft.reject', { draftId: 'd0', reason: 'other' })
    await desk.command('conversation.close', { ids: ['c0'] })
    expect((await desk.api.inbox({ view: 'done', search: 'balayage' })).total).toBe(1)
    expect((await desk.api.inbox({ view: 'needs_you', search: 'balayage' })).total).toBe(0)
    await desk.server.comeBack()
  })

  it('follows what changes', async () => {
    await using desk = await searching()
    desk.server.change((put) => {
      put('conversations', 'c1', conversationRow('c1', { customerName: 'Renamed' }))
      put('messages', 'm1', messageRow({ id: 'm1', conversationId: 'c0', body: '[erased]', state: 'delivered' }))
      put('messages', 'm3', messageRow({ id: 'm3', conversationId: 'c4', body: 'Gel nails', state: 'delivered' }))
    })
    await desk.inStep()
    expect(await find(desk, 'zoe')).toEqual([])
    expect(await find(desk, 'renam')).toEqual(['c1'])
    expect(await find(desk, 'balayage')).toEqual([])
    expect(await find(desk, 'nails')).toEqual(['c4'])
  })

  it('takes whatever is typed for words, never for a query', { timeout: 3_600_000 }, async () => {
    await using desk = await searching()
    expect(await find(desk, '"odd')).toEqual(['c3'])
    expect(await find(desk, 'full OR zoe')).toEqual([])
    expect(await find(desk, '***')).toEqual(['c0', 'c1', 'c2', 'c3', 'c4'])
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (search) => {
        await desk.api.inbox({ view: 'everything', search })
      }),
      { numRuns: deepRuns(60, 20_000) },
    )
  })
})
