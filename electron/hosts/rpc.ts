/**
 * The desk's end of the channel to a window, over whatever carries messages. Nothing reaches the desk that is not a
 * named method with arguments of its schema, and no fault's words reach the window.
 */
import { createBirpc } from 'birpc'
import type { Logger } from 'pino'
import { z } from 'zod'
import { DESK_ARGUMENTS, type DeskApi, type WindowApi } from '#shared/rpc.ts'
import type { DeskConnection } from '../desk/connection.ts'

/** Carries messages both ways, in order. */
export interface Channel {
  post(message: unknown): void
  listen(receive: (message: unknown) => void): void
}

const message = z.union([
  z.object({
    t: z.literal('q'),
    m: z.string(),
    a: z.array(z.unknown()),
    i: z.string().optional(),
    o: z.boolean().optional(),
  }),
  z.object({ t: z.literal('s'), i: z.string(), r: z.unknown().optional(), e: z.unknown().optional() }),
])

/** What a window is told of a call that failed: it cannot do anything about the particulars. */
const FAULT = { name: 'Error', message: 'The desk could not do that.' }

const isMethod = (name: string): name is keyof DeskApi => Object.hasOwn(DESK_ARGUMENTS, name)

/**
 * Serves one window until `close`. `connect` is given the window's own end, to be told of changes.
 * @returns the function that ends it.
 */
export function serveDesk(
  channel: Channel,
  connect: (window: WindowApi) => Promise<DeskConnection>,
  logger: Logger,
): () => void {
  let open = true
  const fault = (error: unknown, method?: string): true => {
    const { name, code } = error instanceof Error ? (error as Error & { code?: unknown }) : { name: typeof error }
    logger.error({ method: method !== undefined && isMethod(method) ? method : undefined, name, code }, 'a call failed')
    return true
  }
  const functions: Record<string, (...given: unknown[]) => Promise<unknown>> = {}
  const rpc = createBirpc<WindowApi, typeof functions>(functions, {
    eventNames: ['statusChanged', 'changed', 'presence', 'alert', 'venuesChanged'],
    post: (data: unknown) => {
      if (open) channel.post(data)
    },
    on: (receive) => channel.listen(receive),
    deserialize: (data: unknown) => message.parse(data),
    serialize: (data: { e?: unknown }) => (data.e === undefined ? data : { ...data, e: FAULT }),
    resolver: (name) => (isMethod(name) ? functions[name] : undefined),
    onFunctionError: (error, name) => {
      fault(error, name)
    },
    onGeneralError: (error) => fault(error),
  })
  const window: WindowApi = {
    statusChanged: (status) => void rpc.statusChanged(status),
    changed: (change) => void rpc.changed(change),
    presence: (presence, account) => void rpc.presence(presence, account),
    alert: (alert) => void rpc.alert(alert),
    venuesChanged: () => void rpc.venuesChanged(),
  }
  const connection = connect(window)
  connection.catch(fault)
  for (const name of Object.keys(DESK_ARGUMENTS)) {
    if (!isMethod(name)) continue
    functions[name] = async (...given) => {
      const method = (await connection).api[name] as (...args: unknown[]) => Promise<unknown>
      return method(...DESK_ARGUMENTS[name].parse(given))
    }
  }
  return () => {
    open = false
    rpc.$close()
    void connection.then((c) => c.close()).catch(fault)
  }
}
