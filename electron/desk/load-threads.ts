/** A first load in two threads at once: its rows in the writer's, their full text in one of its own. */
import { open } from 'node:fs/promises'
import type { ReadyRows } from './first-load.ts'
import type { TextThread, WriterThread } from './mirror-thread.ts'
import type { Position } from './position.ts'

type Rows = Pick<ReadyRows, 'tables' | 'merged' | 'texts'>

export interface Loading {
  /** Adds rows to the load, which the first ones begin. What fails throws all of it away. */
  load(pages: readonly Rows[]): Promise<void>
  /** Makes the load a mirror that stands at this position. */
  finishLoad(position: Position): Promise<void>
  close(): Promise<unknown>
}

/** Loads by which the full text may fall behind the rows. */
const MOST_BEHIND = 50

/** What has been written by now is on the disk by the time that all of it has to be: a head start, no more. */
async function writeOut(file: string): Promise<void> {
  const opened = await open(file, 'r+').catch(() => null)
  await opened?.datasync().catch(() => undefined)
  await opened?.close()
}

/** @param file of the load */
export function prepareLoading(
  file: string,
  writer: () => Promise<WriterThread>,
  startText: () => Promise<TextThread>,
): Loading {
  let text: Promise<TextThread> | null = null
  /** Of what the full text has been given and not yet taken in. */
  let behind: Promise<void>[] = []

  let ended: Promise<unknown> = Promise.resolve()
  /** What cannot be thrown away now is with the next load. */
  const endText = (): Promise<unknown> => {
    const ending = text
    text = null
    behind = []
    ended = Promise.allSettled([ended, ending?.then((made) => made.close())])
    return ended
  }
  const orDrop = async (run: () => Promise<unknown>): Promise<void> => {
    try {
      await run()
    } catch (error) {
      await endText()
      await (await writer()).dropLoad()
      throw error
    }
  }
  const addTexts = async (pages: readonly Rows[]): Promise<void> => {
    text ??= startText()
    const thread = await text
    await Promise.all(pages.map(({ texts }) => thread.add(texts)))
  }

  return {
    load: (pages) =>
      orDrop(async () => {
        // What is left of an earlier load is gone by the time that the writer's thread is up.
        const thread = await writer()
        const added = addTexts(pages)
        // It is told by whoever waits for it.
        added.catch(() => undefined)
        behind.push(added)
        await thread.load(pages.map(({ tables, merged }) => ({ tables, merged })))
        if (behind.length > MOST_BEHIND) await behind.shift()
      }),
    finishLoad: (position) =>
      orDrop(async () => {
        const thread = await writer()
        await Promise.all([thread.listLoad(), ...behind, text?.then((made) => made.finish()), writeOut(file)])
        await thread.finishLoad(position)
        void endText()
      }),
    close: endText,
  }
}
