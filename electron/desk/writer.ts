/** All that the writer's thread does: the mirror's writer, and the rows of a first load beside it. */
import { type Part, partsOf } from '#shared/feed.ts'
import { removeDatabase } from './files.ts'
import { beginLoad, type FirstLoad, loadOf, type ReadyRows, takePlace } from './first-load.ts'
import { textOf } from './load-text.ts'
import { type MirrorWriter, openMirrorWriter, type Touched } from './mirror-writer.ts'
import type { Position } from './position.ts'

export interface Writer extends Omit<MirrorWriter, 'landPages'> {
  /** Lands pages as they came; where a load has been finished, in that. @throws UnreadablePage */
  landPages(pages: readonly Uint8Array[], position: Position): Touched
  /** Adds rows to the load, which the first ones begin; a load that fails is thrown away. */
  load(rows: readonly Pick<ReadyRows, 'tables' | 'merged'>[]): void
  /** Makes its indexes and its list, while the rest of its full text is made elsewhere. It takes no more rows. */
  listLoad(): void
  /** Makes the load, with that full text, a mirror that stands at this position. It takes no more pages but such as land. */
  finishLoad(position: Position): void
  /** Throws it away. */
  dropLoad(): void
  /** The finished load becomes the mirror. Nobody else has the mirror open. Refused by the system, it may be tried again. */
  takePlace(): void
  /** The finished load is thrown away instead, and the mirror opened as it is. */
  keepPlace(): void
}

function* partsOfEach(pages: readonly Uint8Array[]): Generator<readonly Part[]> {
  for (const page of pages) yield partsOf(page)
}

export function openWriter(file: string): Writer {
  const loadFile = loadOf(file)
  // What a crash has left.
  for (const left of [loadFile, textOf(loadFile)]) removeDatabase(left)
  let mirror = openMirrorWriter(file)
  let load: FirstLoad | null = null
  /** What came after what was loaded lands in the finished load. */
  let finished: MirrorWriter | null = null
  let isFinished = false

  const drop = () => {
    load?.drop()
    finished?.close()
    load = null
    finished = null
    isFinished = false
    removeDatabase(loadFile)
  }
  /** A load that was broken off is in no state to go on. */
  const orDrop = <T>(run: () => T): T => {
    try {
      return run()
    } catch (error) {
      drop()
      throw error
    }
  }

  return {
    land: (rows, position) => mirror.land(rows, position),
    landPages(pages, position) {
      const parts = partsOfEach(pages)
      if (!isFinished) return mirror.landPages(parts, position)
      return orDrop(() => {
        finished ??= openMirrorWriter(loadFile)
        return finished.landPages(parts, position)
      })
    },
    load: (pages) =>
      orDrop(() => {
        load ??= beginLoad(loadFile)
        for (const rows of pages) load.add(rows)
      }),
    listLoad: () => orDrop(() => load?.list()),
    finishLoad: (position) =>
      orDrop(() => {
        load?.finish(position)
        load = null
        isFinished = true
      }),
    dropLoad: drop,
    takePlace() {
      mirror.close()
      finished?.close()
      finished = null
      if (isFinished) takePlace(loadFile, file)
      isFinished = false
      mirror = openMirrorWriter(file)
    },
    keepPlace() {
      drop()
      mirror = openMirrorWriter(file)
    },
    indexSome: () => mirror.indexSome(),
    erased: () => mirror.erased(),
    purge: () => mirror.purge(),
    tidy: () => (finished ?? mirror).tidy(),
    verify: () => mirror.verify(),
    close() {
      drop()
      mirror.close()
    },
  }
}
