/** The page of the web host: its pieces, its first frame, and what its window is told with it. */
import type { Logger } from 'pino'
import { answersIn, BEGINNING, type Beginning, type DrawFirstFrame, lookCookie } from '#shared/first.ts'
import { codeOf } from '../desk/files.ts'
import type { WebFile } from './web-files.ts'

interface PagePieces {
  /** As far as the place of its window. */
  readonly start: string
  /** The same of a page that comes with its first frame: what the window runs waits until that is shown. */
  readonly startShown: string
  /** From there to what the window is told, and after that. */
  readonly middle: string
  readonly end: string
}

export function splitPage(files: ReadonlyMap<string, WebFile>): PagePieces {
  const [, start, script, middle, end] =
    /^(.*(<script[^>]*><\/script>).*<div id="root">)(.*)(<\/body>.*)$/s.exec(files.get('/')!.body.toString()) ?? []
  const source = /src="([^"]+)"/.exec(script ?? '')?.[1]
  const starter = [...files.keys()].find((at) => at.startsWith('/assets/starter-'))
  if (start === undefined || script === undefined || middle === undefined || end === undefined || source === undefined)
    throw new Error('the page has no place for its window')
  if (starter === undefined) throw new Error('there is nothing that starts the window')
  // It is there before anything can be seen, or a key might be lost; kept by the browser, it does not wait for this process.
  const waits = `<script src=".${starter}"></script><link rel="modulepreload" crossorigin href="${source}">`
  return { start, startShown: start.replace(script, waits), middle, end }
}

/** Data for the page's script. No text in it can end the element: JSON needs no `<` as it is. */
export function elementOf(told: Beginning): string {
  const json = JSON.stringify(told).replaceAll('<', '\\u003c')
  return `<script type="application/json" id="${BEGINNING}">${json}</script>`
}

export interface Drawing {
  readonly firstFrame: () => Promise<{ readonly firstFrame: DrawFirstFrame }>
  /** How the window looked last. */
  readonly look: unknown
}

/** Reads what draws, while the desk answers. @returns the first frame from the answers; nothing where there is none */
export function drawnBy(drawing: Drawing | null, logger: Logger): (said: Beginning['said']) => Promise<string> {
  if (drawing === null) return async () => ''
  const reading = drawing.firstFrame()
  // Noted where the frame is asked for.
  reading.catch(() => undefined)
  return async (said) => {
    try {
      const { firstFrame } = await reading
      const answers = answersIn(said)
      return answers === null ? '' : firstFrame(answers, drawing.look)
    } catch (error) {
      logger.error({ code: codeOf(error) }, 'the first frame could not be drawn')
      return ''
    }
  }
}

/** How the window looked last, as it tells; null: it has not told. */
export function lookIn(header: string | undefined, port: number): unknown {
  try {
    return JSON.parse(decodeURIComponent(cookieIn(header, lookCookie(port)) ?? 'null'))
  } catch {
    return null
  }
}

export function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((part) => part.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}
