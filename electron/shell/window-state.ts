/** Where the window was: kept in a file, believed only if it still fits a screen. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle, Size } from 'electron'
import { z } from 'zod'

export const MIN_SIZE = { width: 1024, height: 640 } as const
const DEFAULT_SIZE = { width: 1360, height: 860 } as const
/** As much of the title bar as a hand needs to drag the window. */
const GRIP = 64

const pixels = z.number().int().min(-100_000).max(100_000)
const savedState = z.object({
  x: pixels,
  y: pixels,
  width: pixels,
  height: pixels,
  maximized: z.boolean(),
  zoom: z.number().min(0.5).max(3).default(1),
})

export interface WindowState {
  readonly bounds: Rectangle
  readonly maximized: boolean
  /** 1: as it is drawn. */
  readonly zoom: number
}

/** `areas`: the work areas of the screens, the primary one first. */
export function fitToScreens(bounds: Rectangle | null, areas: readonly Rectangle[]): Rectangle {
  if (bounds !== null) {
    for (const area of areas) {
      const kept = { x: bounds.x, y: bounds.y, ...sizeIn(area, bounds) }
      if (reachable(kept, area)) return kept
    }
  }
  const primary = areas[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const size = sizeIn(primary, bounds ?? DEFAULT_SIZE)
  const middle = (from: number, room: number, taken: number) => Math.round(from + Math.max(0, room - taken) / 2)
  return {
    x: middle(primary.x, primary.width, size.width),
    y: middle(primary.y, primary.height, size.height),
    ...size,
  }
}

/** As large as wanted, not under the least, never over the screen. */
function sizeIn(area: Size, wanted: Size): Size {
  return {
    width: Math.min(Math.max(wanted.width, MIN_SIZE.width), area.width),
    height: Math.min(Math.max(wanted.height, MIN_SIZE.height), area.height),
  }
}

function reachable(bounds: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  return visible >= GRIP && bounds.y >= area.y && bounds.y <= area.y + area.height - GRIP
}

export function loadWindowState(file: string, areas: readonly Rectangle[]): WindowState {
  const saved = read(file)
  return { bounds: fitToScreens(saved, areas), maximized: saved?.maximized ?? false, zoom: saved?.zoom ?? 1 }
}

export function saveWindowState(file: string, { bounds, maximized, zoom }: WindowState): void {
  const { x, y, width, height } = bounds
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify({ x, y, width, height, maximized, zoom }))
  renameSync(`${file}.new`, file)
}

function read(file: string): z.infer<typeof savedState> | null {
  try {
    return savedState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
