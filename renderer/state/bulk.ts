/** One change of many conversations: given to the desk as one act, followed until it is done, undone as one. */
import { create } from 'zustand'
import type { BulkChange } from '#shared/bulk.ts'
import type { BulkAct, BulkView } from '#shared/rpc.ts'
import { DeskDown, desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'
import { refusalOf, send } from './commands.ts'
import { clearMarks, marked } from './marks.ts'
import { refreshPool } from './pool.ts'
import { say } from './ui.ts'
import { useUndo } from './undo.ts'
import { useVenueStore } from './venue.ts'

interface Bulks {
  /** In the order in which they were given. */
  readonly list: readonly BulkView[]
  /** The act that undo takes back, and the last send when it was given: a later send goes first. */
  readonly undoable: { readonly id: string; readonly after: string | null } | null
  /** The act that closed conversations which stay in Needs you, and how many those are. */
  readonly stay: { readonly id: string; readonly count: number } | null
}

export const useBulks = create<Bulks>()(() => ({ list: [], undoable: null, stay: null }))

const lastSend = (): string | null => useUndo.getState().items.at(-1)?.commandId ?? null

/** Does it with all that are marked. */
export function actOnMarked(change: BulkChange): void {
  const of = marked()
  clearMarks()
  void act(of, change)
}

/** Gives everything that is assigned to somebody to somebody else, or to nobody. */
export function reassignAll(from: string, assigneeId: string | null): void {
  void act({ all: { view: 'everything', filter: { assignee: [from] } }, but: [] }, { kind: 'assign', assigneeId })
}

async function act(of: BulkAct['of'], change: BulkChange): Promise<void> {
  const id = crypto.randomUUID()
  const epoch = useVenueStore.getState().view?.venue.killSwitch.epoch
  try {
    const outcome = await desk.bulk({ id, of, change, ...(epoch !== undefined && { epoch }) })
    if (outcome.ok) useBulks.setState({ undoable: { id, after: lastSend() }, stay: { id, count: outcome.stay } })
    else say(outcome.code === 'row_not_found' ? 'Nothing is marked that could be changed.' : outcome.message)
  } catch (error) {
    if (!(error instanceof DeskDown)) throw error
    say('The desk is restarting. Nothing was changed; try again in a moment.')
  }
  void refreshBulks()
  void refreshPool()
}

/** Whether the last thing done here was a bulk act, so that undo means that one. */
export function bulkIsLatest(): boolean {
  const { undoable } = useBulks.getState()
  return undoable !== null && undoable.after === lastSend()
}

export function undoBulk(id: string | undefined = useBulks.getState().undoable?.id): void {
  if (id === undefined) return
  if (useBulks.getState().undoable?.id === id) useBulks.setState({ undoable: null })
  const given = send('bulk.undo', { bulkId: id })
  void given.outcome.then((outcome) => {
    const refusal = refusalOf(outcome)
    if (refusal !== null) say(refusal)
    void refreshBulks()
    void refreshPool()
  })
}

export async function dismissBulk(id: string): Promise<void> {
  useBulks.setState((s) => ({ list: s.list.filter((bulk) => bulk.id !== id) }))
  await ask(desk.dismissBulk(id))
}

export const refreshBulks = coalesce(
  async () => {
    const list = await ask(desk.bulks())
    if (list === undefined || JSON.stringify(list) === JSON.stringify(useBulks.getState().list)) return
    useBulks.setState({ list })
  },
  100,
  () => performance.now(),
)

export const forgetBulks = (): void => useBulks.setState({ list: [], undoable: null, stay: null })
