/**
 * Giving commands to the desk. The window mints the id; a command that the desk did not take because it was down is
 * given again, under the same id and in the same order, as soon as the desk is back.
 */
import { create } from 'zustand'
import type { CommandType, GivenPayload, Payload } from '#shared/commands.ts'
import type { DeskApi, WindowCommand } from '#shared/rpc.ts'
import { DeskDown, desk } from '../desk.ts'
import { useSession } from './session.ts'
import { accountInView } from './venues.ts'

export type Outcome = Awaited<ReturnType<DeskApi['command']>>

interface Held {
  /** The venue that it is for. */
  readonly account: string | null
  readonly command: WindowCommand
  readonly settle: (outcome: Outcome) => void
}

interface Outbox {
  /** Commands that the desk has not taken yet. */
  readonly held: readonly Held[]
}

export const useOutbox = create<Outbox>()(() => ({ held: [] }))

/** How many the desk has not taken of the venue that is looked at; of one type, where it is said. */
export function useHeld(type?: CommandType): number {
  const account = useSession((s) => s.status?.account ?? null)
  const isMeant = (held: Held) => held.account === account && (type === undefined || held.command.type === type)
  return useOutbox((s) => s.held.filter(isMeant).length)
}

type Meta = Partial<Pick<WindowCommand, 'id' | 'basis' | 'after' | 'epoch'>>

export interface Given {
  readonly id: string
  readonly outcome: Promise<Outcome>
}

const FAILED: Outcome = { ok: false, code: 'internal', message: 'The desk could not take that. Nothing was sent.' }
const DOWN: Outcome = { ok: false, code: 'desk_down', message: 'The desk is restarting. Try again in a moment.' }

async function give(command: WindowCommand): Promise<Outcome | 'down'> {
  try {
    return await desk.command(command)
  } catch (error) {
    return error instanceof DeskDown ? 'down' : FAILED
  }
}

/** Gives a command that may wait for the desk. */
export function send<T extends CommandType>(type: T, payload: Payload<T>, meta: Meta = {}): Given {
  const id = meta.id ?? crypto.randomUUID()
  const command: WindowCommand = { ...meta, id, type, payload }
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const account = accountInView()
  const hold = () => useOutbox.setState((s) => ({ held: [...s.held, { account, command, settle: resolve }] }))
  if (nextHeld() !== undefined) hold()
  else
    void give(command).then((outcome) => {
      if (outcome === 'down') hold()
      // What is to be done about the answer belongs to the venue that it is of.
      else if (account === accountInView()) resolve(outcome)
    })
  return { id, outcome: promise }
}

/** Gives a command now or not at all; for what may only be done while the server can be reached. */
export async function sendNow<T extends CommandType>(
  type: T,
  payload: GivenPayload<T>,
  meta: Meta = {},
): Promise<Outcome> {
  const outcome = await give({ id: crypto.randomUUID(), type, payload, ...meta })
  return outcome === 'down' ? DOWN : outcome
}

/** The first that was held for the venue that is looked at. */
const nextHeld = () => useOutbox.getState().held.find(({ account }) => account === accountInView())

let giving = false

/** Gives everything that was held, in order; called when the desk is back. */
export async function giveHeld(): Promise<void> {
  if (giving) return
  giving = true
  try {
    for (let next = nextHeld(); next !== undefined; next = nextHeld()) {
      const given = next
      const outcome = await give(given.command)
      if (outcome === 'down') return
      useOutbox.setState((s) => ({ held: s.held.filter((one) => one !== given) }))
      next.settle(outcome)
    }
  } finally {
    giving = false
  }
}

/** The refusal in an outcome, whether the desk or the server refused; null where it was carried out or is queued. */
export function refusalOf(outcome: Outcome): string | null {
  if (!outcome.ok) return outcome.message
  const { answer } = outcome
  if (answer === undefined || answer.status === 'done') return null
  return answer.message ?? 'That could not be done.'
}
