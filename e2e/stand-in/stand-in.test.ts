/** The stand-in refuses what it cannot show truly; its ports behave as Electron's. */
import { expect, it, vi } from 'vitest'
import { decode, encode } from './codec.ts'
import { Menu, Notification, screen, Tray } from './desktop.ts'
import { MessageChannelMain, type PortMail, PortRelay } from './ports.ts'
import { strict } from './strict.ts'

it('refuses names and events that it does not know', () => {
  const notification = new Notification({ title: 'x' })
  expect(() => Reflect.get(notification, 'urgency')).toThrow('Notification.urgency')
  expect(() => Reflect.get(screen, 'dipToScreenRect')).toThrow('screen.dipToScreenRect')
  const listen = (event: string) => Reflect.apply(notification.on, notification, [event, () => undefined])
  expect(() => listen('answered')).toThrow('the event answered of Notification')
  expect(() => new Menu().once('popup', () => undefined)).toThrow('the event popup of Menu')
  expect(Reflect.get(Tray.prototype, 'setTitle')).toBeUndefined()
})

it('is no trap for promises and printing', async () => {
  const double = strict('double', { a: 1 })
  expect(await Promise.resolve(double)).toBe(double)
  expect(JSON.stringify(double)).toBe('{"a":1}')
})

it('carries plain values whole and refuses others', () => {
  for (const value of [undefined, null, 0, '', [undefined, 1], { a: undefined, b: [{ c: null }] }]) {
    expect(decode(encode(value))).toEqual(value)
  }
  expect(Object.hasOwn(decode(encode({ a: undefined })) as object, 'a')).toBe(true)
  for (const value of [new Date(), new Map(), () => 1, 1n, new Error('x'), [new Set()], { deep: Buffer.of(1) }]) {
    expect(() => encode(value)).toThrow('cannot carry')
  }
})

it('a port keeps messages until it is started, in their order, and tells of the other end’s closing', async () => {
  const { port1, port2 } = new MessageChannelMain()
  const [message, close] = [vi.fn(), vi.fn()]
  port1.postMessage(1)
  port1.postMessage(2)
  port2.on('message', ({ data }: { data: unknown }) => message(data))
  port2.on('close', close)
  await Promise.resolve()
  expect(message).not.toHaveBeenCalled()
  port2.start()
  expect(message.mock.calls).toEqual([[1], [2]])
  port1.close()
  await vi.waitFor(() => expect(close).toHaveBeenCalledTimes(1))
})

it('a port that was handed over works at its new place only', async () => {
  const mailed: PortMail[] = []
  const [here, there]: [PortRelay, PortRelay] = [
    new PortRelay((mail) => there.receive(structuredClone(mail))),
    new PortRelay((mail) => {
      mailed.push(mail)
      here.receive(structuredClone(mail))
    }),
  ]
  const { port1, port2 } = new MessageChannelMain()
  const far = there.take(here.give(port2))
  expect(() => port2.postMessage('x')).toThrow('handed over')
  const [near, distant, closed] = [vi.fn(), vi.fn(), vi.fn()]
  port1.on('message', ({ data }: { data: unknown }) => near(data))
  port1.on('close', closed)
  port1.start()
  far.on('message', ({ data }: { data: unknown }) => distant(data))
  far.start()
  port1.postMessage({ to: 'far' })
  far.postMessage({ to: 'near' })
  await vi.waitFor(() => expect([near.mock.calls, distant.mock.calls]).toEqual([[[{ to: 'near' }]], [[{ to: 'far' }]]]))
  expect(mailed).toHaveLength(1)
  here.closeAll()
  await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1))
})
