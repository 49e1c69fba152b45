/** For tests of damage: a desk with a filled mirror and two commands that nobody has heard of. */
import { seed } from './testing.ts'
import { TestDesk } from './testing-desk.ts'

export const CONVERSATIONS = 40

/** It is offline. */
export async function openWithQueue(): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, CONVERSATIONS)
  await desk.signIn()
  await desk.goOffline()
  await desk.command('message.send', { conversationId: 'c1', text: 'First' })
  await desk.command('message.send', { conversationId: 'c2', text: 'Second' })
  return desk
}

export async function closedWithQueue(): Promise<TestDesk> {
  const desk = await openWithQueue()
  await desk.hub.close()
  return desk
}
