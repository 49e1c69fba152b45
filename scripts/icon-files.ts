/** Pictures of several sizes in one file, as Windows and macOS want their icons. Both take PNGs as they are. */

/** A PNG of a square, by its side in pixels. */
export type Pictures = ReadonlyMap<number, Buffer>

/** Sides up to 256; a side of 256 is written as 0. */
export function ico(pictures: Pictures): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.size)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.size, 4)
  let [at, offset] = [6, head.length]
  for (const [side, png] of pictures) {
    head.writeUInt8(side % 256, at)
    head.writeUInt8(side % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    at += 16
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.values()])
}

/** What each picture is called: by its side, some of them at twice the density. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
] as const

/** @throws where a side is missing */
export function icns(pictures: Pictures): Buffer {
  const parts = ICNS_TYPES.map(([type, side]) => {
    const png = pictures.get(side)
    if (png === undefined) throw new Error(`there is no picture of ${side} pixels`)
    return chunk(type, png)
  })
  return chunk('icns', Buffer.concat(parts))
}

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}
