/** The threads that a mirror is written in, beside the readers; where their programs were not built, this one. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beginText, type TextLoad } from './load-text.ts'
import { type Calls, inThisThread, startThread, type Threaded } from './thread.ts'
import { openWriter, type Writer } from './writer.ts'

export type WriterThread = Threaded<Writer>
export type TextThread = Threaded<TextLoad>

const WRITER: Calls<Writer> = {
  land: true,
  landPages: true,
  load: true,
  listLoad: true,
  finishLoad: true,
  dropLoad: true,
  takePlace: true,
  keepPlace: true,
  indexSome: true,
  erased: true,
  purge: true,
  tidy: true,
  verify: true,
  close: true,
}
const TEXT: Calls<TextLoad> = { add: true, finish: true, close: true }

/** Where the programs are: beside this one. */
let programs = { folder: new URL('.', import.meta.url), extension: import.meta.url.endsWith('.ts') ? 'ts' : 'cjs' }

/** For tests, which start threads by the hundred: one that was built comes up in a third of the time. */
export function takeBuilt(folder: URL): void {
  programs = { folder, extension: 'cjs' }
}

/** @returns null: it was not built */
function programOf(name: string): string | null {
  const program = fileURLToPath(new URL(`${name}.${programs.extension}`, programs.folder))
  return existsSync(program) ? program : null
}

export async function startWriter(file: string): Promise<WriterThread> {
  const program = programOf('mirror-worker')
  if (program === null) return startInline(file)
  return startThread<Writer>(
    {
      file: program,
      data: file,
      last: 'close',
      // Pages are handed over, not copied.
      handedOver: ({ call, args }) =>
        call === 'landPages' ? (args[0] as readonly Uint8Array<ArrayBuffer>[]).map(({ buffer }) => buffer) : [],
    },
    WRITER,
  )
}

export const startInline = (file: string): Promise<WriterThread> => inThisThread(openWriter(file), WRITER)

/** @param file where the full text of a load is made */
export async function startText(file: string): Promise<TextThread> {
  const program = programOf('text-worker')
  if (program === null) return inThisThread(beginText(file), TEXT)
  return startThread<TextLoad>({ file: program, data: file, last: 'close' }, TEXT)
}
