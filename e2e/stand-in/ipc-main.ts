/** ipcMain: what arrives from any page, under the names that the application listens for. */
import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'
import { strict } from './strict.ts'

type Handler = (event: object, ...args: unknown[]) => unknown

const emitter = new EventEmitter()
const handlers = new Map<string, Handler>()

export const ipcMain = strict('ipcMain', {
  on(channel: string, listener: Handler) {
    emitter.on(channel, listener)
  },
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
} satisfies Record<'on' | 'handle', unknown> & Partial<Record<keyof IpcMain, unknown>>)

export const ipcFrom = {
  sent(event: object, channel: string, args: readonly unknown[]): void {
    emitter.emit(channel, { ...event, ports: [] }, ...args)
  },
  async invoked(
    event: object,
    channel: string,
    args: readonly unknown[],
  ): Promise<{ value?: unknown; error?: string }> {
    const handler = handlers.get(channel)
    if (!handler) return { error: `No handler registered for '${channel}'` }
    try {
      return { value: await handler(event, ...args) }
    } catch (error) {
      return { error: `Error invoking remote method '${channel}': ${String(error)}` }
    }
  },
}
