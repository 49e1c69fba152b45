/** The tray's lamp with a number on it, drawn pixel by pixel: no picture files, any count. */
import { crc32, deflateSync } from 'node:zlib'
import type { KillState } from './kill-state.ts'

/** Pixels a side; shown at half that size on an ordinary screen. */
export const ICON_SIZE = 32

type Colour = readonly [red: number, green: number, blue: number]

const GREEN: Colour = [22, 115, 74]
const RED: Colour = [179, 38, 30]
const AMBER: Colour = [138, 82, 0]
const GREY: Colour = [96, 100, 94]

const LAMP: Readonly<Record<KillState['kind'], Colour>> = {
  running: GREEN,
  stopped: RED,
  unheard: AMBER,
  out_of_reach: AMBER,
  unknown: GREY,
  signed_out: GREY,
}

/** Three by five dots a sign, a row a number. */
const SIGNS: Readonly<Record<string, readonly number[]>> = {
  '0': [7, 5, 5, 5, 7],
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 7, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 1, 2, 2],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  '+': [0, 2, 7, 2, 0],
}

/** As much of a count as fits on the lamp. */
export function countLabel(count: number): string {
  if (count <= 0) return ''
  return count > 99 ? '9+' : String(count)
}

/** A PNG of the lamp. */
export function trayIcon(kind: KillState['kind'], count: number): Buffer {
  const label = countLabel(count)
  const dot = label.length > 1 ? 3 : 4
  const width = label.length * 4 * dot - dot
  const [left, top] = [(ICON_SIZE - width) / 2, (ICON_SIZE - 5 * dot) / 2]

  const isInk = (x: number, y: number): boolean => {
    const [column, row] = [Math.floor((x - left) / dot), Math.floor((y - top) / dot)]
    if (column < 0 || row < 0 || row > 4 || column % 4 === 3) return false
    const bits = SIGNS[label[Math.floor(column / 4)] ?? '']?.[row] ?? 0
    return (bits & (4 >> (column % 4))) !== 0
  }

  const pixels = Buffer.alloc(ICON_SIZE * ICON_SIZE * 4)
  for (let y = 0; y < ICON_SIZE; y++) {
    for (let x = 0; x < ICON_SIZE; x++) {
      const fromEdge = ICON_SIZE / 2 - Math.hypot(x + 0.5 - ICON_SIZE / 2, y + 0.5 - ICON_SIZE / 2)
      const colour = isInk(x, y) ? [255, 255, 255] : LAMP[kind]
      pixels.set([...colour, Math.round(255 * Math.min(1, Math.max(0, fromEdge)))], (y * ICON_SIZE + x) * 4)
    }
  }
  return png(pixels, ICON_SIZE)
}

/** `rgba`: the pixels of a square, row by row. */
function png(rgba: Buffer, size: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  const rows = Array.from({ length: size }, (_, y) => [Buffer.of(0), rgba.subarray(y * size * 4, (y + 1) * size * 4)])
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const frame = Buffer.alloc(named.length + 8)
  frame.writeUInt32BE(body.length, 0)
  named.copy(frame, 4)
  frame.writeUInt32BE(crc32(named), named.length + 4)
  return frame
}
