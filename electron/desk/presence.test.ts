/** What a desk's windows have open reaches the server as one; where the others are reaches the windows, never stale. */
import { expect, it } from 'vitest'
import { NOBODY, type Place } from '#shared/presence.ts'
import { seed } from './testing.ts'
import { listener, STAFF, TestDesk, until } from './testing-desk.ts'

const viewing = (conversationId: string): Place => ({ conversationId, doing: 'viewing' })
const replying = (conversationId: string): Place => ({ conversationId, doing: 'replying' })
const olive = { ...replying('c1'), personId: 'owner' }

async function started(): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, 2)
  await desk.signIn()
  return desk
}
const told = (desk: TestDesk, places: readonly Place[]) => until(() => expect(desk.server.here()).toEqual([places]))
const shown = (window: TestDesk['window']) => window.presences.at(-1)

it('tells what is open, replying before viewing, and nothing any more when the window goes', async () => {
  await using desk = await started()
  await desk.api.here(viewing('c0'))
  await told(desk, [viewing('c0')])
  const second = await desk.hub.connect({ window: listener(), bound: STAFF })
  await second.api.here(replying('c0'))
  await told(desk, [replying('c0')])
  await second.api.here(viewing('c1'))
  await told(desk, [viewing('c0'), viewing('c1')])
  second.close()
  await told(desk, [viewing('c0')])
  await desk.api.here(null)
  await told(desk, [])
})

it('tells it again after the server was away, and after a cut', async () => {
  await using desk = await started()
  await desk.api.here(viewing('c0'))
  await told(desk, [viewing('c0')])
  await desk.goOffline()
  await desk.api.here(replying('c1'))
  await desk.server.comeBack()
  await told(desk, [replying('c1')])
  desk.server.cutSockets()
  await until(() => expect(desk.server.here()).toEqual([[replying('c1')]]))
})

it('shows the others and not oneself; offline, and signed out, nobody', async () => {
  await using desk = await started()
  const agents = [{ conversationId: 'c0', agentId: 'a1' }]
  const all = { people: [olive, { ...viewing('c0'), personId: 'staff' }], agents }
  desk.server.tellPresence(all)
  await until(() => expect(shown(desk.window)).toEqual({ people: [olive], agents }))
  const late = listener()
  await desk.hub.connect({ window: late, bound: STAFF })
  expect(shown(late)).toEqual({ people: [olive], agents })
  await desk.goOffline()
  await until(() => expect(shown(desk.window)).toEqual(NOBODY))
  await desk.server.comeBack()
  await desk.connection('online')
  desk.server.tellPresence(all)
  await until(() => expect(shown(desk.window)).toEqual({ people: [olive], agents }))
  desk.server.revoke()
  await until(() => expect(shown(desk.window)).toEqual(NOBODY))
})

it('what is not of its form is not shown', async () => {
  await using desk = await started()
  desk.server.tellPresence({ people: [{ personId: 'owner', doing: 'shouting' }] } as never)
  desk.server.tellPresence({ people: [olive], agents: [] })
  await until(() => expect(shown(desk.window)).toEqual({ people: [olive], agents: [] }))
  expect(desk.window.presences.every((p) => p.people.every((one) => one.doing !== ('shouting' as never)))).toBe(true)
})
