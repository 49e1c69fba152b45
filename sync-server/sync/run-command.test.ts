/** The order of a device, and what a refusal leaves: nothing of the work, but its place in that order and its answer. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { CommandEnvelope } from '#shared/commands.ts'
import { Refusal } from '#shared/errors.ts'
import { ENGINES } from '../storage/testing.ts'
import { testServer } from '../testing.ts'
import type { Handler } from './command.ts'
import { HANDLERS } from './handlers/index.ts'
import { runCommand } from './run-command.ts'

afterEach(() => vi.restoreAllMocks())

describe.each(ENGINES)('on %s', (storage) => {
  test('a refusal undoes the work, and the next command of the device finds its turn', async () => {
    await using s = await testServer({ storage })
    await s.text('Hello')
    const [conversation] = await s.rows('conversations')
    const give = (n: number, type: string, payload: object, id = `c${n}`) =>
      runCommand(s.deps, s.staff, { id, type, payload, device: { id: 'd1', n } } satisfies CommandEnvelope)
    const note = (n: number) => give(n, 'conversation.note', { id: conversation!.id, text: `note ${n}` })
    const handlers = HANDLERS as { 'conversation.read': Handler<'conversation.read'> }
    vi.spyOn(handlers, 'conversation.read').mockImplementation(async ({ tx }) => {
      await tx.patch('conversations', conversation!.id, { unread: false })
      throw new Refusal('row_not_found')
    })
    expect(await note(1)).toMatchObject({ status: 'done' })
    const before = await s.rows('conversations')
    const refused = await give(2, 'conversation.read', { ids: [conversation!.id] })
    expect(refused).toMatchObject({ status: 'refused', code: 'row_not_found' })
    expect(await s.rows('conversations')).toEqual(before)
    expect(await note(4)).toMatchObject({ status: 'refused', code: 'command_gap' })
    // All of a batch at once, in the order in which they are given.
    const answers = await Promise.all([note(3), give(4, 'person.invite', {}), note(4), note(5), note(7)])
    expect(answers.map(({ status, code }) => code ?? status)).toEqual([
      'done',
      'invalid_payload',
      'done',
      'done',
      'command_gap',
    ])
    expect(await give(2, 'conversation.read', { ids: [conversation!.id] })).toEqual(refused)
    const notes = (await s.rows('messages')).filter((message) => message.reason === 'note')
    expect(notes.map(({ body }) => body)).toEqual(['note 1', 'note 3', 'note 4', 'note 5'])
  })
})
