/** Makes a browser's screenshots smaller without touching a pixel: flat pages compress best with no row filters at all. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = 8
/** 24-bit colour, as browsers write it. */
const BYTES_PER_PIXEL = 3

/** @throws where it is no plain 24-bit PNG. */
export function repack(png: Buffer): Buffer {
  const chunks = chunksOf(png)
  const head = chunks.find((c) => c.type === 'IHDR')!.data
  if (head[8] !== 8 || head[9] !== 2 || head[12] !== 0) throw new Error('not a plain 24-bit PNG')
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const filtered = inflateSync(Buffer.concat(chunks.filter((c) => c.type === 'IDAT').map((c) => c.data)))
  const pixels = deflateSync(unfiltered(filtered, width * BYTES_PER_PIXEL, height), { level: 9 })
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = SIGNATURE; at < png.length; ) {
    const size = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) })
    at += size + 12
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** Rows with their filters taken off; each begins with filter 0, "none". */
function unfiltered(rows: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.from(rows)
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1)
    const filter = rows[at]!
    out[at] = 0
    for (let x = 1; x <= stride; x++) {
      const left = x > BYTES_PER_PIXEL ? out[at + x - BYTES_PER_PIXEL]! : 0
      const up = y > 0 ? out[at + x - stride - 1]! : 0
      const corner = y > 0 && x > BYTES_PER_PIXEL ? out[at + x - stride - 1 - BYTES_PER_PIXEL]! : 0
      out[at + x] = rows[at + x]! + predicted(filter, left, up, corner)
    }
  }
  return out
}

/** What a filter of the format expects of a byte. */
function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const guess = left + up - corner
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}
