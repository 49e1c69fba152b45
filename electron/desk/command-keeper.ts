/** A command on its way into the queue: with what it acts on, and in the place of what nobody has heard yet where it undoes that. */
import type { Clock } from '#shared/clock.ts'
import type { Command, Payload } from '#shared/commands.ts'
import type { Queries } from './queries.ts'
import type { NewCommand, Queue } from './queue.ts'

interface Options {
  readonly queue: Queue
  readonly clock: Clock
  read<T>(run: (queries: Queries) => T): Promise<T>
  undoBulk(command: Command & { readonly payload: Payload<'bulk.undo'> }): void
  /** @param conversations those that it acts on; null: any of them */
  onKept(conversations: readonly string[] | null, bulk: boolean): void
}

/** @returns a function that keeps a command: durable when that resolves. */
export function createCommandKeeper({ queue, clock, read, undoBulk, onKept }: Options) {
  return (command: Command): Promise<void> =>
    read((queries) => {
      // The same command may have come once more while this one waited for its turn.
      if (queue.has(command.id)) return
      if (command.type === 'send.undo' && queries.neverWas(command.payload.messageId)) return
      if (command.type === 'bulk.undo') {
        undoBulk(command)
        return onKept(null, true)
      }
      const targets = queries.targets(command)
      const entry: NewCommand = {
        lane: command.type === 'killswitch.engage' ? 'stop' : 'order',
        command: queries.following(command, targets.draftId),
        at: clock(),
        ...targets,
      }
      const undone = command.type === 'send.undo' ? queries.senderOf(command.payload.messageId) : null
      if (undone !== null && queries.mayVanish(undone)) queue.cancel([undone.command.id], entry)
      else queue.add([entry])
      onKept(targets.conversations, false)
    })
}
