/** Bulk acts of this desk: which conversations they are of, their way into the queue, how far they are, their undo. */
import type { z } from 'zod'
import type { Clock } from '#shared/clock.ts'
import type { Payload } from '#shared/commands.ts'
import { type BulkView, type bulkAct, type DeskApi, refused } from '#shared/rpc.ts'
import { bulkCommands, bulkView } from './bulks.ts'
import type { Queries } from './queries.ts'
import type { NewCommand, Queue } from './queue.ts'

type Act = z.output<typeof bulkAct>
type Selected = Extract<Act['of'], { all: unknown }>

interface Options {
  readonly queue: Queue
  readonly clock: Clock
  read<T>(run: (queries: Queries) => T): Promise<T>
  /** Something is queued. */
  onQueued(): void
}

export function createBulkActs({ queue, clock, read, onQueued }: Options) {
  const entry = (command: NewCommand['command']): NewCommand => ({
    lane: 'order',
    command,
    at: clock(),
    conversations: [],
    draftId: null,
    mine: null,
  })

  /** All that a list holds; a search is walked to its end, a piece at a time, so that nobody waits for it. */
  const selected = async ({ all, but }: Selected): Promise<readonly string[]> => {
    const found = new Set<string>()
    if (all.search.trim() === '') {
      for (const id of await read((queries) => queries.allIds(all))) found.add(id)
    } else {
      for (let from: Parameters<Queries['foundIds']>[1] | null; from !== null; ) {
        const page: ReturnType<Queries['foundIds']> = await read((queries) => queries.foundIds(all, from ?? undefined))
        for (const id of page.ids) found.add(id)
        from = page.next
      }
    }
    for (const id of but) found.delete(id)
    return [...found]
  }

  const staying = async (ids: readonly string[]): Promise<number> => {
    const closed = await read((queries) => queries.allIds({ view: 'needs_you', filter: { state: ['closed'] } }))
    const there = new Set(ids)
    return closed.filter((id) => there.has(id)).length
  }

  return {
    async begin({ id, of, change, epoch }: Act): ReturnType<DeskApi['bulk']> {
      const ids = 'ids' in of ? [...new Set(of.ids)] : await selected(of)
      if (ids.length === 0) return refused('row_not_found')
      const commands = bulkCommands(id, ids, change, epoch)
      if (!queue.has(commands[0]!.id)) {
        // What has ended well needs no more telling once the next one begins.
        for (const view of await views()) if (isSettled(view)) queue.bulks.dismiss(view.id)
        const bulk = { id, change, total: ids.length, at: clock(), undo: null }
        queue.addBulk(bulk, commands.map(entry))
      }
      onQueued()
      return { ok: true, count: ids.length, stay: change.kind === 'close' ? await staying(ids) : 0 }
    },

    /** Queues an undo; what of the act was never transmitted will not be, and where that is all, nobody hears of either. */
    undo(command: NewCommand['command'] & { readonly payload: Payload<'bulk.undo'> }): void {
      const { bulkId } = command.payload
      const untold = queue.pending().filter((e) => e.state === 'waiting' && isOf(e.command, bulkId))
      const all = queue.bulks.commandsOf(bulkId)
      const ids = untold.map((e) => e.command.id)
      if (all.length > 0 && untold.length === all.length) queue.cancel(ids, entry(command))
      else {
        queue.cancel(ids, null)
        queue.add([entry(command)])
      }
      queue.bulks.undo(bulkId, command.id)
    },

    views: () => views(),
  }

  function views(): Promise<readonly BulkView[]> {
    return read((queries) =>
      queue.bulks
        .open()
        .map((bulk) =>
          bulkView(
            bulk,
            queue.bulks.commandsOf(bulk.id),
            bulk.undo === null ? null : queue.bulks.command(bulk.undo),
            queries.customerName,
          ),
        ),
    )
  }
}

const isOf = (command: NewCommand['command'], bulkId: string): boolean =>
  command.type === 'bulk.apply' && command.payload.bulkId === bulkId

const isSettled = (view: BulkView): boolean =>
  view.done === view.total && view.failed.length === 0 && view.refused === null && view.undo !== 'waiting'
